internal import Glibc

/// Runs another source on a thread of its own, some chunks ahead: decompressing and unpacking then overlap.
///
/// The source below must not be used by anybody else until this one is gone. The thread ends with the source's end, its
/// error, or this object; when this object goes while the thread waits for input, it goes once that input has come.
@safe package final class ReadAheadSource: ByteSource {
    private let shared: Shared
    private var thread = pthread_t()
    private var held: ByteBlock?

    /// - Parameters:
    ///   - source: what to read; handed over to the thread.
    ///   - chunks: how many chunks may wait.
    ///   - chunk: bytes of each.
    package init(_ source: any ByteSource, chunks: Int = 8, chunk: Int = 256 << 10) throws(ArchiveError) {
        shared = Shared(source, chunks: chunks, chunk: chunk)
        let argument = unsafe Unmanaged.passRetained(shared)
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                unsafe Unmanaged<Shared>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard result == 0 else {
            unsafe argument.release()
            throw ArchiveError(.input, "start a thread to read ahead", cause: "error \(result)")
        }
    }

    deinit {
        shared.cancel()
        pthread_join(thread, nil)
    }

    package func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
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

/// What both threads see, under one lock.
@safe private final class Shared: @unchecked Sendable {
    enum Item {
        case chunk(ByteBlock, Int)
        case ended
        case failed(ArchiveError)
    }

    private let source: any ByteSource
    private let chunk: Int
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var free: [ByteBlock]
    private var filled: [Item] = []
    private var isCancelled = false

    init(_ source: any ByteSource, chunks: Int, chunk: Int) {
        self.source = source
        self.chunk = chunk
        unsafe lock = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(changed, nil)
        free = (0..<max(2, chunks)).map { _ in ByteBlock(capacity: chunk) }
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(lock)
        unsafe changed.deallocate()
        unsafe lock.deallocate()
    }

    private func locked<T>(_ body: () -> T) -> T {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return body()
    }

    private func wait() { unsafe pthread_cond_wait(changed, lock) }
    private func wake() { unsafe pthread_cond_broadcast(changed) }

    // MARK: The reader's side

    func takeFilled() -> Item {
        locked {
            while filled.isEmpty { wait() }
            // The end and an error stay, to be told again.
            guard case .chunk = filled[0] else { return filled[0] }
            return filled.removeFirst()
        }
    }

    func giveBack(_ block: ByteBlock) {
        locked {
            free.append(block)
            wake()
        }
    }

    func cancel() {
        locked {
            isCancelled = true
            wake()
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

    private var rest = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

    private func next(_ count: Int) throws(ArchiveError) -> UnsafeRawBufferPointer {
        if unsafe rest.isEmpty { unsafe rest = try source.next() }
        let taken = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        return unsafe taken
    }

    private func takeFree() -> ByteBlock? {
        locked {
            while free.isEmpty, !isCancelled { wait() }
            return isCancelled ? nil : free.removeLast()
        }
    }

    private func deliver(_ item: Item) {
        locked {
            filled.append(item)
            wake()
        }
    }
}
