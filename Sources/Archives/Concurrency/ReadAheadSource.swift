internal import Linux

/// Runs another source on a thread of its own, some chunks ahead: decompressing and unpacking then overlap.
///
/// The source below must not be used by anybody else until this one is gone. When this object goes while the thread
/// waits for input, it goes once that input has come.
@safe public final class ReadAheadSource: ByteSource {
    private let shared: Shared
    private var worker: WorkerThread?
    private var held: ByteBlock?

    /// - Parameters:
    ///   - source: what to read; handed over to the thread.
    ///   - chunks: how many chunks may wait.
    ///   - chunk: bytes of each.
    public init(_ source: any ByteSource, chunks: Int = 8, chunk: Int = 256 << 10) throws(ArchiveError) {
        let shared = Shared(source, chunks: chunks, chunk: chunk)
        self.shared = shared
        worker = try startThread { shared.run() }
    }

    deinit {
        shared.cancel()
        worker = nil
    }

    public func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if let block = held {
            held = nil
            shared.giveBack(block)
        }
        switch shared.takeFilled() {
        case .chunk(let block, let count):
            held = block
            return unsafe block.prefix(count)
        case .ended: return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        case .failed(let error): throw error
        }
    }
}

/// What both threads see; all but the source itself under one lock.
@safe private final class Shared: @unchecked Sendable {
    enum Item {
        case chunk(ByteBlock, Int)
        case ended
        case failed(ArchiveError)
    }

    private let source: any ByteSource
    private let chunk: Int
    private let monitor = Monitor()
    private var free: [ByteBlock]
    private var filled: [Item] = []
    private var isCancelled = false
    /// What is left of the source's last chunk; the thread's alone.
    private var rest = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

    init(_ source: any ByteSource, chunks: Int, chunk: Int) {
        self.source = source
        self.chunk = chunk
        free = (0..<max(2, chunks)).map { _ in ByteBlock(capacity: chunk) }
    }

    // MARK: The reader's side

    func takeFilled() -> Item {
        monitor.locked {
            while filled.isEmpty { monitor.wait() }
            // The end and an error stay, to be told again.
            guard case .chunk = filled[0] else { return filled[0] }
            return filled.removeFirst()
        }
    }

    func giveBack(_ block: ByteBlock) {
        monitor.locked {
            free.append(block)
            monitor.wake()
        }
    }

    func cancel() {
        monitor.locked {
            isCancelled = true
            monitor.wake()
        }
    }

    // MARK: The thread's side

    func run() {
        do throws(ArchiveError) {
            while let block = takeFree() {
                var count = 0
                var hasEnded = false
                // A source of small chunks is gathered: each hand-over costs a wake-up.
                while count < chunk {
                    let bytes = unsafe try next(chunk - count)
                    if unsafe bytes.isEmpty {
                        hasEnded = true
                        break
                    }
                    unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[count...]).copyMemory(from: bytes)
                    count += bytes.count
                }
                if count > 0 { deliver(.chunk(block, count)) }
                if hasEnded { return deliver(.ended) }
            }
        } catch { deliver(.failed(error)) }
    }

    private func next(_ count: Int) throws(ArchiveError) -> UnsafeRawBufferPointer {
        if unsafe rest.isEmpty { unsafe rest = try source.next() }
        let taken = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        return unsafe taken
    }

    private func takeFree() -> ByteBlock? {
        monitor.locked {
            while free.isEmpty, !isCancelled { monitor.wait() }
            return isCancelled ? nil : free.removeLast()
        }
    }

    private func deliver(_ item: Item) {
        monitor.locked {
            filled.append(item)
            monitor.wake()
        }
    }
}
