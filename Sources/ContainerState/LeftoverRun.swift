public import Linux

/// What a monitor that was killed, or a machine that went down, could not give back of a run that is over.
public enum LeftoverRun {
    /// Whether the last run ended without its monitor. Only asked where nobody supervises the container.
    public static func isThere(_ container: ContainerDirectory) throws(SystemCallError) -> Bool {
        if try exists(container.state) { return true }
        // A mark or an end that cannot be read says nothing of what is left.
        guard let started = try? StartMark.read(container) else { return false }
        guard let exit = try? Liveness.exitRecord(container) else { return true }
        return exit.startedAt != started && exit.finishedAt < started
    }

    /// Gives the address of the run back and forgets the run.
    public static func remove(_ container: ContainerDirectory) throws(SystemCallError) {
        if let state = try? RecordFile.read(RunState.self, from: container.state) {
            if let lease = state.network?.lease { giveBack(lease, of: container) }
        } else {
            // No record tells which: all networks are looked through.
            let networks = StateLocations.networks
            for network in (try? names(in: networks)) ?? [] {
                let leases = "\(networks)/\(network)/leases"
                for name in (try? names(in: leases)) ?? [] { giveBack("\(leases)/\(name)", of: container) }
            }
        }
        do throws(SystemCallError) { try removeFile(container.state) } catch {
            if error.errno != .noEntry { throw error }
        }
    }

    private static func giveBack(_ lease: String, of container: ContainerDirectory) {
        // Given back by somebody else meanwhile is as good.
        guard let holder = try? readSymlink(lease).display, holder == container.runPath else { return }
        _ = try? removeFile(lease)
    }
}
