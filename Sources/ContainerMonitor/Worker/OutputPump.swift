internal import ContainerState
internal import Linux

/// Moves what the container writes from its pipe or terminal into the log and to the clients.
///
/// Each chunk passes through memory that the keeper shares, with a note of how far it got: a worker that is killed in
/// between leaves the chunk to its successor, which logs it once and loses nothing.
///
///     phase 0  nothing in the buffer (it is all zeros)
///           1  a read is under way: what is not zero came from the container
///           2  `count` bytes were read; the log was `logLength` bytes long before them
///           3  they are in the log, clients may have them
struct OutputPump {
    let stream: Int
    let shared: Supervision

    enum Outcome { case bytes(Int), blocked, ended }

    /// Reads one chunk, logs it, and hands it to `deliver`.
    func move(
        from source: borrowing Descriptor, log: inout LogWriter, warn: (SystemCallError) -> Void,
        deliver: ([UInt8]) -> Void
    ) -> Outcome {
        let memory = unsafe shared.shared.bytes(SharedLayout.buffer(stream))
        setPhase(1)
        let count: Int
        do throws(SystemCallError) { count = try unsafe source.read(into: memory) } catch {
            setPhase(0)
            // EIO: the last process that had the terminal open has closed it
            return error.errno == .again ? .blocked : .ended
        }
        if count == 0 {
            setPhase(0)
            return .ended
        }
        note(count: count, logLength: log.length)
        finish(count, log: &log, warn: warn, deliver: deliver)
        return .bytes(count)
    }

    /// Completes what a predecessor left.
    func recover(log: inout LogWriter, warn: (SystemCallError) -> Void, deliver: ([UInt8]) -> Void) {
        let memory = unsafe shared.shared.bytes(SharedLayout.buffer(stream))
        switch shared.shared[cell: SharedLayout.phase(stream)] {
        case 1:
            var count = memory.count
            while count > 0, unsafe memory[count - 1] == 0 { count -= 1 }
            guard count > 0 else { break }
            note(count: count, logLength: log.length)
            finish(count, log: &log, warn: warn, deliver: deliver)
        case 2:
            let length = Int64(shared.shared[cell: SharedLayout.logLength(stream)])
            do throws(SystemCallError) { try log.truncate(to: length) } catch { warn(error) }
            finish(Int(shared.shared[cell: SharedLayout.count(stream)]), log: &log, warn: warn, deliver: deliver)
        case 3: clear(Int(shared.shared[cell: SharedLayout.count(stream)]))
        default: break
        }
        setPhase(0)
    }

    private func finish(
        _ count: Int, log: inout LogWriter, warn: (SystemCallError) -> Void, deliver: ([UInt8]) -> Void
    ) {
        let memory = unsafe shared.shared.bytes(SharedLayout.buffer(stream))
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
        do throws(SystemCallError) { try unsafe log.append(bytes, stream: stream, at: .now) } catch { warn(error) }
        setPhase(3)
        deliver(unsafe [UInt8](bytes))
        clear(count)
        setPhase(0)
    }

    private func note(count: Int, logLength: Int64) {
        shared.shared[cell: SharedLayout.logLength(stream)] = UInt64(logLength)
        shared.shared[cell: SharedLayout.count(stream)] = UInt64(count)
        setPhase(2)
    }

    private func clear(_ count: Int) {
        let memory = unsafe shared.shared.bytes(SharedLayout.buffer(stream))
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<count]).initializeMemory(as: UInt8.self, repeating: 0)
    }

    private func setPhase(_ phase: UInt64) { shared.shared[cell: SharedLayout.phase(stream)] = phase }
}
