public import ContainerState
internal import Linux

extension Engine {
    /// Waits until a container has ended (or is in one of the states) and answers its exit code; nil when nobody could tell.
    /// Ends are told at once; other states are looked for every `interval` nanoseconds.
    public func wait(
        _ container: ContainerDirectory, conditions: [String] = [], interval: Int64 = 50_000_000
    ) throws(EngineError) -> Int32? {
        if conditions.isEmpty || conditions.allSatisfy({ $0 == "exited" || $0 == "stopped" }) {
            return try waitForExitCode(container)
        }
        while true {
            let now = try liveness(container)
            let listed = ListedContainer(
                summary: ContainerSummary(id: "", name: "", image: "", imageID: "", command: "", created: .now, autoRemove: false),
                liveness: now, isPaused: isPaused(container, now))
            if conditions.contains(listed.state) || (listed.state == "exited" && conditions.contains("stopped")) {
                if case .exited(let record) = now { return record?.code }
                return -1
            }
            Linux.pause(nanoseconds: interval)
        }
    }

    private func waitForExitCode(_ container: ContainerDirectory) throws(EngineError) -> Int32? {
        while true {
            switch try liveness(container) {
            case .exited(let record): return record?.code
            case .created:
                // Never started: docker and podman answer 0 at once for such a container
                return 0
            case .running(_, supervised: false): try adopt(container)
            case .running, .starting: break
            }
            guard let client = try MonitorClient.connect(container, hello: .hello(output: false, input: false)) else {
                Linux.pause(nanoseconds: 1_000_000)
                continue
            }
            while let message = try client.receive() {
                if case .exited(let code) = message { return code }
            }
        }
    }

    /// Gives a container another name.
    public func rename(_ container: ContainerDirectory, to name: String) throws(EngineError) {
        guard MountRequest.isName(name) else {
            throw EngineError(.invalid, "invalid container name \"\(name)\": names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*")
        }
        do throws(EngineError) { try changeName(of: container, to: name) } catch {
            // Removed by another command in the middle of it: no matter which file was missed first.
            guard error.code == .system, (try? exists(container.path)) == false else { throw error }
            throw EngineError(.notFound, "the container \(container.id) was removed meanwhile")
        }
    }

    private func changeName(of container: ContainerDirectory, to name: String) throws(EngineError) {
        var record = try record(container)
        let old = record.name
        if old == name { return }
        try state { () throws(StateError) in try names.take(name, for: container.id) }
        record.name = name
        do throws(EngineError) {
            try state { () throws(StateError) in try RecordFile.write(record, to: container.record, bootID: bootID) }
        } catch {
            // As if nobody had asked; the first error is the one to tell.
            _ = try? names.release(name, of: container.id)
            throw error
        }
        try state { () throws(StateError) in
            if var summary = try RecordFile.read(ContainerSummary.self, from: container.summary) {
                summary.name = name
                try RecordFile.write(summary, to: container.summary, bootID: bootID)
            }
            if var plan = try RecordFile.read(LaunchPlan.self, from: container.plan) {
                plan.name = name
                try RecordFile.write(plan, to: container.plan, bootID: bootID)
            }
            try names.release(old, of: container.id)
        }
    }
}
