import Linux

/// A child that sleeps until it is killed, which happens at the latest when the value goes.
struct SleepingProcess: ~Copyable {
    let number: Int32

    init() throws(SystemCallError) {
        number = try spawnProgram("/bin/sleep", arguments: ["sleep", "60"], environment: [], places: [])
    }

    /// Whether it is dead by now, after at most a second. It stays a zombie, so that its number is not given again.
    func isDead() -> Bool {
        for _ in 0..<1000 {
            let stat = (try? readFile("/proc/\(number)/stat")) ?? []
            if String(decoding: stat, as: UTF8.self).contains(") Z ") { return true }
            pause(nanoseconds: 1_000_000)
        }
        return false
    }

    deinit {
        // It may be dead already.
        _ = try? sendSignal(9, toChild: number)
        _ = try? waitForChild(.process(number))
    }
}

/// Runs a shell script to its end and answers its exit code.
func runShell(_ script: String) throws -> Int32 {
    let process = try spawnProgram(
        "/bin/sh", arguments: ["sh", "-c", script], environment: ["PATH=/usr/bin:/bin"],
        places: [
            DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: nil, to: 1), DescriptorPlace(from: nil, to: 2),
        ])
    return try waitForChild(.process(process))!.end.code
}
