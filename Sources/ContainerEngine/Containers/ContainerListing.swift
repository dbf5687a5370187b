package import ContainerState
internal import ControlGroups
internal import Linux
internal import Synchronization

/// One container in a list, with what is true of it now.
package struct ListedContainer: Sendable {
    package var summary: ContainerSummary
    package var liveness: Liveness
    /// Its processes are frozen.
    package var isPaused: Bool

    /// It runs, or is about to.
    var mayRun: Bool {
        switch liveness {
        case .running, .starting: true
        case .created, .exited: false
        }
    }

    /// The word of docker and podman for the state.
    package var state: String {
        switch liveness {
        case .created: "created"
        case .starting: "restarting"
        case .running: isPaused ? "paused" : "running"
        case .exited: "exited"
        }
    }
}

extension Engine {
    /// The running containers, or all; newest first. Those that are just being made or removed are passed over.
    ///
    /// One whose records are damaged hides no other: `damaged` is told why it is missing in the answer.
    package func list(all: Bool, damaged: (EngineError) -> Void) throws(EngineError) -> [ListedContainer] {
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
        for look in lookAtOnce(at: ids, layout: layout) {
            switch look {
            case .success(nil): continue
            case .success(let listed?): if all || listed.mayRun { found.append(listed) }
            case .failure(let error): damaged(error)
            }
        }
        return found.sorted { $0.summary.created > $1.summary.created }
    }

    private typealias Look = Result<ListedContainer?, EngineError>

    private final class Half: Sendable {
        let looks = Mutex<[Look]>([])
    }

    /// Many are looked at by two threads: a look is a dozen system calls, 50 µs.
    private func lookAtOnce(at ids: [String], layout: ControlGroupLayout?) -> [Look] {
        let middle = ids.count < 32 ? ids.count : ids.count / 2
        let half = Half()
        var looks: [Look]
        do {
            let thread =
                middle == ids.count
                ? nil
                : try? WorkerThread { [self] in
                    let second = ids[middle...].map { look(at: $0, layout: layout) }
                    half.looks.withLock { $0 = second }
                }
            let count = thread == nil ? ids.count : middle
            looks = ids[..<count].map { look(at: $0, layout: layout) }
        }
        looks += half.looks.withLock { $0 }
        return looks
    }

    /// Nil for one that is just being made or removed.
    private func look(at id: String, layout: ControlGroupLayout?) -> Look {
        let container = locations.container(id)
        do throws(EngineError) {
            let summary = try state { () throws(StateError) in
                try RecordFile.read(ContainerSummary.self, from: container.summary)
            }
            guard let summary else { return .success(nil) }
            let liveness = try liveness(container)
            return .success(
                ListedContainer(
                    summary: summary, liveness: liveness,
                    isPaused: layout != nil && isPaused(container, liveness, layout: layout)))
        } catch { return .failure(error) }
    }
}
