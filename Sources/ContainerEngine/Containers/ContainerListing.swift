public import ContainerState
internal import ControlGroups
internal import Linux

/// One container in a list, with what is true of it now.
public struct ListedContainer: Sendable {
    public var summary: ContainerSummary
    public var liveness: Liveness
    /// Its processes are frozen.
    public var isPaused: Bool

    /// The word of docker and podman for the state.
    public var state: String {
        switch liveness {
        case .created: "created"
        case .starting: "restarting"
        case .running: isPaused ? "paused" : "running"
        case .exited: "exited"
        }
    }
}

extension Engine {
    /// The running containers, or all; newest first. Those that are just being made or removed are passed over;
    /// what a killed command left half-made is taken away.
    ///
    /// One whose records are damaged hides no other: `damaged` is told why it is missing in the answer.
    public func list(all: Bool, damaged: (EngineError) -> Void) throws(EngineError) -> [ListedContainer] {
        let ids: [String]
        if all {
            ids = try state { () throws(StateError) in try lookup.all() }
        } else {
            ids = try system("listing the running containers in \(locations.runRoot)") { () throws(SystemCallError) in
                try Linux.names(in: locations.runRoot).filter(ContainerLookup.isID)
            }
        }
        // Without control groups nothing can be paused.
        let layout = try? ControlGroupLayout.detect()
        var found: [ListedContainer] = []
        found.reserveCapacity(ids.count)
        for id in ids {
            let container = locations.container(id)
            do throws(EngineError) {
                let summary = try state { () throws(StateError) in
                    try RecordFile.read(ContainerSummary.self, from: container.summary)
                }
                guard let summary else {
                    if all { try state { () throws(StateError) in try UnfinishedContainer.sweep(container) } }
                    continue
                }
                let liveness = try liveness(container)
                if !all {
                    switch liveness {
                    case .running, .starting: break
                    case .created, .exited: continue
                    }
                }
                found.append(
                    ListedContainer(
                        summary: summary, liveness: liveness,
                        isPaused: layout != nil && isPaused(container, liveness, layout: layout)))
            } catch { damaged(error) }
        }
        return found.sorted { $0.summary.created > $1.summary.created }
    }
}
