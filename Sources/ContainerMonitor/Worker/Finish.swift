internal import ContainerState
internal import Linux

extension Worker {
    /// The container has ended: everything it wrote is taken, the end recorded and told; then what it leaves is cleaned.
    func finish(code: Int32?) throws(SystemCallError) -> Outcome {
        for token in openSources { while pump(token) {} }
        let container = shared.container
        // Not to be able to look means that nobody asked.
        let stopped = (try? exists(container.stopRequest)) ?? false
        let now = Timestamp.now
        let decision = RestartDecision.after(
            code: code, plan: shared.plan.restart, restarts: shared.restartCount,
            ranFor: now.nanoseconds - shared.startedAt.nanoseconds, stoppedByUser: stopped)
        let record = ExitRecord(
            code: code, startedAt: shared.startedAt, finishedAt: now, outOfMemory: ranOutOfMemory(), error: logFailure ?? "",
            restartCount: shared.restartCount, stoppedByUser: stopped)
        if case .again(let pause) = decision {
            write(record)
            cleanLaunch()
            // Whoever is attached was attached to the run that is over, as docker has it; who waits goes on waiting.
            answer(code) { $0.wantsOutput || $0.givesInput }
            if waitBeforeRestart(pause) { return .startAgain }
            _ = try? container.removeRunDirectory(holding: shared.lock)
            answer(code)
            leave()
            return .finished
        }
        if shared.plan.removesOnExit {
            // Nobody starts it again: the answer comes before the cleaning.
            Removal.hide(container, name: shared.plan.name)
            answer(code)
            cleanLaunch()
            leave()
            return .finished
        }
        write(record)
        // Whoever hears the answer may start the container again: nothing of this run may be in the way then.
        cleanLaunch()
        _ = try? container.removeRunDirectory(holding: shared.lock)
        answer(code)
        leave()
        return .finished
    }

    private func write(_ record: ExitRecord) {
        do throws(StateError) { try RecordFile.write(record, to: shared.container.exit, bootID: shared.bootID) } catch {
            warnOnConsole("\(error)")
        }
    }

    /// Tells every client; one that does not listen is waited for a little.
    private func answer(_ code: Int32?, where isMeant: (AttachClient) -> Bool = { _ in true }) {
        let packet = AttachMessage.exited(code: code).packet
        for client in clients where isMeant(client) && !client.send(packet) { drop(client) }
        let deadline = monotonicNanoseconds() + 5_000_000_000
        while clients.contains(where: { $0.hasQueue }), monotonicNanoseconds() < deadline {
            for client in clients where client.hasQueue { if !client.flush() { drop(client) } }
            guard clients.contains(where: { $0.hasQueue }) else { break }
            for client in clients { _ = try? watch(client) }
            _ = try? epoll.wait(milliseconds: 100)
        }
    }

    /// Whether the kernel's out-of-memory killer struck; asked only where there is a limit.
    private func ranOutOfMemory() -> Bool {
        guard shared.hasMemoryLimit, !shared.plan.cgroupPath.isEmpty else { return false }
        return ContainerGroup.outOfMemoryKills(shared.plan.cgroupPath) > 0
    }

    /// What belongs to one launch: address, cgroup. The network interface went with its namespace.
    func cleanLaunch() {
        if let lease = shared.network?.lease {
            _ = try? removeFile(lease)  // gone already is as good
        }
        ContainerGroup.remove(shared.plan.cgroupPath)
        _ = try? removeFile(shared.container.state)
    }

    /// Takes away what only a running container has, and, for `--rm`, the container.
    private func leave() {
        let container = shared.container
        shared.mountHold = nil
        if !shared.plan.removesOnExit, let file = try? open(container.exit, .readOnly) {
            _ = try? file.flush()  // after the answer: a power cut from here on finds the record
        }
        _ = try? container.removeRunDirectory(holding: shared.lock)
        if shared.plan.removesOnExit { Removal.delete(container, volumes: shared.plan.anonymousVolumes) }
    }

    /// Waits for the moment of the next start; false when a user has asked for the end meanwhile.
    private func waitBeforeRestart(_ nanoseconds: Int64) -> Bool {
        let deadline = monotonicNanoseconds() + nanoseconds
        while true {
            if (try? exists(shared.container.stopRequest)) ?? false { return false }
            let left = deadline - monotonicNanoseconds()
            if left <= 0 { return true }
            let events = (try? epoll.wait(milliseconds: CInt(min(left / 1_000_000 + 1, 200)))) ?? []
            for (token, _) in events where token == Token.listener { acceptClients() }
            for (token, _) in events {
                if let client = clients.first(where: { $0.token == token }) { receive(from: client) }
            }
        }
    }

    private func warnOnConsole(_ text: String) {
        // Nobody may be listening; the message is also for whoever started us with an open standard error.
        broadcast(.standardError(Array("apus: \(text)\n".utf8)))
    }
}
