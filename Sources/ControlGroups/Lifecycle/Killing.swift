internal import Linux

extension ControlGroup {
    /// Sends a signal to every process in the group and below it.
    ///
    /// SIGKILL goes to all at once where the kernel can (5.14); else, as any other signal, to one after the other: a
    /// group that forks fast has to be frozen first.
    public func signal(_ number: Int32) throws(ControlGroupError) {
        try refuseRoot("send a signal to the group")
        if number == 9, killAtOnce() { return }
        for process in try processes() { Self.send(number, to: process) }
    }

    /// Kills all processes and waits until the group is empty, at most so many milliseconds.
    public func killAll(milliseconds: Int64 = 2000) throws(ControlGroupError) {
        try refuseRoot("kill the processes")
        let end = monotonicNanoseconds() + milliseconds * 1_000_000
        var wait: Int64 = 100_000
        while true {
            let left = try processesOfAllTrees()
            if left.isEmpty { return }
            // One that was added to some trees only is not reached through that of version 2.
            if !killAtOnce() || !layout.isUnified {
                for process in left { Self.send(9, to: process) }
                // A frozen process of version 1 dies only when it is thawed.
                if freezerState() != .running { _ = try? thaw() }
            }
            if monotonicNanoseconds() > end {
                throw ControlGroupError(
                    .busy, doing: "kill the processes", file: mainPlace?.directory ?? "",
                    cause: "\(left.count) are still there, process \(left[0]) among them; one in state D in "
                        + "`ps` waits for a device or a network file system")
            }
            pause(nanoseconds: wait)
            wait = min(wait * 2, 10_000_000)
        }
    }

    private func killAtOnce() -> Bool {
        guard let place = unifiedPlace else { return false }
        // A kernel before 5.14 has no such file.
        return ControlFile(place, "cgroup.kill").attempt("1") == nil
    }

    private static func send(_ number: Int32, to process: Int32) {
        // By pidfd, so that the number cannot come to mean another process between the list and the signal; that it
        // is in the group still is then checked by nobody, but it was a moment ago. Gone is what was wanted.
        guard let handle = try? openProcess(process) else { return }
        _ = try? sendSignal(number, to: handle)
    }
}
