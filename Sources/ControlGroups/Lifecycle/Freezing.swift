internal import Linux

extension ControlGroup {
    public enum FreezerState: Hashable, Sendable {
        case running
        /// On the way: some processes still run.
        case freezing
        case frozen
    }

    /// Whether the group is frozen; `.running` where there is no freezer.
    public func freezerState() -> FreezerState { presentFreezerState() ?? .running }

    /// Whether the group is frozen; nil where there is no such group, or no freezer.
    public func presentFreezerState() -> FreezerState? {
        if let place = legacyFreezer { return Self.legacyState(place.directory) }
        return unifiedPlace.flatMap { Self.unifiedState($0.directory) }
    }

    /// The same for a group of a path that is known to be clean, without a look at its directories in other trees.
    public static func presentFreezerState(at path: String, layout: ControlGroupLayout) -> FreezerState? {
        if let tree = layout.hierarchy(of: .freezer) { return legacyState(tree.mountPoint + path) }
        return layout.unified.flatMap { unifiedState($0.mountPoint + path) }
    }

    private static func legacyState(_ directory: String) -> FreezerState? {
        guard let text = ControlFile(directory, "freezer.state").readIfPresent() else { return nil }
        return text.utf8.first != UInt8(ascii: "F") ? .running : text.hasPrefix("FROZEN") ? .frozen : .freezing
    }

    private static func unifiedState(_ directory: String) -> FreezerState? {
        guard let events = ControlFile(directory, "cgroup.events").readIfPresent() else { return nil }
        if ControlFile.number(of: "frozen", in: events) == 1 { return .frozen }
        return ControlFile(directory, "cgroup.freeze").numberIfPresent() == 1 ? .freezing : .running
    }

    /// Stops all processes of the group, and answers when they stand.
    public func freeze(milliseconds: Int64 = 2000) throws(ControlGroupError) {
        try refuseRoot("freeze the group")
        let (file, value) = try freezerFile(frozen: true)
        let end = monotonicNanoseconds() + milliseconds * 1_000_000
        var wait: Int64 = 20_000
        while true {
            try file.write(value, doing: "freeze the group")
            if freezerState() == .frozen { return }
            if monotonicNanoseconds() > end {
                // What cannot be had whole is taken back: half a container frozen is worse than none.
                _ = try? thaw()
                throw ControlGroupError(
                    .busy, doing: "freeze the group", file: file.path,
                    cause: "not all processes stopped within \(milliseconds) ms; it runs again")
            }
            // The freezer of version 1 may miss a process that forks, until it is asked again (freezer-subsystem).
            pause(nanoseconds: wait)
            wait = min(wait * 2, 5_000_000)
        }
    }

    /// Lets the processes of the group go on.
    public func thaw() throws(ControlGroupError) {
        let (file, value) = try freezerFile(frozen: false)
        try file.write(value, doing: "thaw the group")
    }

    private var legacyFreezer: Place? {
        for place in places where place.hierarchy.has(.freezer) { return place }
        return nil
    }

    private func freezerFile(frozen: Bool) throws(ControlGroupError) -> (ControlFile, String) {
        if let place = legacyFreezer {
            return (ControlFile(place, "freezer.state"), frozen ? "FROZEN" : "THAWED")
        }
        if let place = unifiedPlace { return (ControlFile(place, "cgroup.freeze"), frozen ? "1" : "0") }
        throw ControlGroupError(
            .unsupported, doing: frozen ? "freeze the group" : "thaw the group", file: path.text,
            cause: "no freezer is mounted (version 1) and there is no tree of version 2")
    }
}
