internal import ControlGroups

/// Whether a monitor got to where it ends neither with a login session nor with the unit that its command was started in.
struct MonitorPlace {
    /// Why it did not.
    private(set) var failure: String?

    /// Moves this process to the monitors of a unit; of none, where the path is empty.
    static func enter(_ unit: String) -> MonitorPlace {
        var place = MonitorPlace()
        guard !unit.isEmpty else { return place }
        guard let unit = ContainersUnit(containing: unit) else {
            place.failure = "\(unit) is no unit for containers: apus and apus-runtime have to be of one version"
            return place
        }
        do throws(ControlGroupError) { try unit.enter() } catch { place.failure = error.description }
        return place
    }
}
