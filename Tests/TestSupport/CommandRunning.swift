package import Linux
internal import Glibc

/// A clock that only goes forward, in milliseconds.
package func monotonicMilliseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// What this thread has computed, in milliseconds: others on the machine do not count.
package func computedMilliseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// Lets this thread sleep.
package func pause(milliseconds: Int) {
    usleep(UInt32(milliseconds) * 1000)
}

/// Runs a program to its end with its standard streams on pipes, and kills its whole session when the time is over.
package func runCommand(
    _ program: String, _ arguments: [String], environment: [String], input: [UInt8] = [], seconds: Int = 60, title: String? = nil
) throws(SystemCallError) -> CommandResult {
    var outcome = CommandResult(
        commandLine: title ?? ([program] + arguments).joined(separator: " "), code: 0, output: "", errors: "", milliseconds: 0,
        heldOpen: false)
    let started = monotonicMilliseconds()
    let toChild = try Pipe()
    let out = try Pipe()
    let err = try Pipe()
    let pid = try spawnProgram(
        program, arguments: [program] + arguments, environment: environment,
        places: [
            DescriptorPlace(from: toChild.readEnd.number, to: 0), DescriptorPlace(from: out.writeEnd.number, to: 1),
            DescriptorPlace(from: err.writeEnd.number, to: 2),
        ], newSession: true)
    let process = try openProcess(pid)
    var ends: [CInt?] = [-1, -1]
    out.takeApart {
        ends[0] = $0.release(); _ = consume $1
    }
    err.takeApart {
        ends[1] = $0.release(); _ = consume $1
    }
    var inputEnd: CInt? = -1
    toChild.takeApart {
        _ = consume $0; inputEnd = $1.release()
    }
    defer {
        for number in ends { if let number { close(number) } }
        if let inputEnd { close(inputEnd) }
    }
    if let number = inputEnd, !input.isEmpty {
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
    } else if let number = inputEnd {
        close(number)
        inputEnd = nil
    }
    var texts: [[UInt8]] = [[], []]
    var written = 0
    var endedAt: Int?
    while true {
        var polled = [
            pollfd(fd: ends[0] ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: ends[1] ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: inputEnd ?? -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: endedAt == nil ? process.number : -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&polled, 4, 100)
        for index in 0..<2 where polled[index].revents != 0 {
            guard let number = ends[index] else { continue }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = unsafe read(number, &buffer, buffer.count)
            if count > 0 {
                texts[index] += buffer[..<count]
            } else if count == 0 || errno != EINTR {
                close(number)
                ends[index] = nil
            }
        }
        if polled[2].revents != 0, let number = inputEnd {
            let count = unsafe input[written...].withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
            if count > 0 { written += count }
            if written == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) {
                close(number)
                inputEnd = nil
            }
        }
        let now = monotonicMilliseconds()
        if endedAt == nil, polled[3].revents != 0 {
            outcome.code = try waitForChild(.process(pid))?.end.code ?? -1
            outcome.milliseconds = now - started
            endedAt = now
        }
        if let endedAt {
            if ends[0] == nil && ends[1] == nil { break }
            if now - endedAt > 1500 {
                outcome.heldOpen = true
                break
            }
        } else if now - started > seconds * 1000 {
            kill(-pid, SIGKILL)
            _ = try waitForChild(.process(pid))
            outcome.code = 124
            outcome.milliseconds = now - started
            texts[1] += Array("\n(stopped by the test after \(seconds) seconds)\n".utf8)
            break
        }
    }
    outcome.output = String(decoding: texts[0], as: UTF8.self)
    outcome.errors = String(decoding: texts[1], as: UTF8.self)
    return outcome
}
