internal import Archives
internal import Dispatch
internal import Synchronization

/// A bounded queue of blocks of bytes from one thread to another.
///
/// Blocks go round: the consumer gives back what it has read. Either side can break it off; the other is told at its
/// next call. The producer waits when the consumer is slow, so memory stays bounded.
final class ChunkQueue: Sendable {
    /// A block is in one hand at a time: a side's own, or the queue's.
    private struct Slot: @unchecked Sendable {
        let block: ByteBlock
        var count = 0
    }

    private struct State {
        var filled: [Slot] = []
        var free: [Slot] = []
        var allocated = 0
        var hasEnded = false
        /// Why the producer gave up; given to the consumer after what was queued.
        var producerFailure: ArchiveError?
        /// The consumer takes no more.
        var isClosed = false
        var consumerWaits = false
        var producerWaits = false
        /// Called once when there is room again.
        var whenWritable: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>
    static let blockSize = 256 << 10
    private let capacity: Int
    private let filledSignal = DispatchSemaphore(value: 0)
    private let roomSignal = DispatchSemaphore(value: 0)

    /// Blocks of queues that are gone, for those that come: an image of many layers needs no more memory than a few.
    private static let spare = Mutex<[Slot]>([])
    private static let spareLimit = 64

    init(capacity: Int) {
        self.capacity = capacity
        state = Mutex(State())
    }

    deinit {
        let mine = state.withLock { $0.free + $0.filled }
        Self.spare.withLock { spare in
            let room = Self.spareLimit - spare.count
            spare += mine.prefix(max(0, room)).map { Slot(block: $0.block) }
        }
    }

    // MARK: The producer

    /// An empty block to fill, waited for if need be; nil when the consumer takes no more.
    func emptyBlock() -> ByteBlock? {
        while true {
            enum Outcome { case block(Slot), make, closed, wait }
            let outcome: Outcome = state.withLock { state in
                if state.isClosed { return .closed }
                if let block = state.free.popLast() { return .block(block) }
                if state.allocated < capacity {
                    state.allocated += 1
                    return .make
                }
                state.producerWaits = true
                return .wait
            }
            switch outcome {
            case .block(let slot): return slot.block
            case .make: return Self.spare.withLock { $0.popLast()?.block } ?? ByteBlock(capacity: Self.blockSize)
            case .closed: return nil
            case .wait: roomSignal.wait()
            }
        }
    }

    func push(_ block: ByteBlock, count: Int) {
        let slot = Slot(block: block, count: count)
        let wake = state.withLock { state in
            state.filled.append(slot)
            defer { state.consumerWaits = false }
            return state.consumerWaits
        }
        if wake { filledSignal.signal() }
    }

    /// No more blocks come; with a failure the consumer gets that instead of the end.
    func end(_ failure: ArchiveError? = nil) {
        let wake = state.withLock { state in
            if !state.hasEnded {
                state.hasEnded = true
                state.producerFailure = failure
            }
            defer { state.consumerWaits = false }
            return state.consumerWaits
        }
        if wake { filledSignal.signal() }
    }

    /// Calls back as soon as a block can be filled without waiting, at once if that is now.
    func whenWritable(_ resume: @escaping @Sendable () -> Void) {
        let now = state.withLock { state in
            if state.isClosed || !state.free.isEmpty || state.allocated < capacity { return true }
            state.whenWritable.append(resume)
            return false
        }
        if now { resume() }
    }

    // MARK: The consumer

    /// The next filled block; nil at the end.
    func next() throws(ArchiveError) -> (block: ByteBlock, count: Int)? {
        while true {
            enum Outcome { case item(Slot), ended(ArchiveError?), wait }
            let outcome: Outcome = state.withLock { state in
                if !state.filled.isEmpty { return .item(state.filled.removeFirst()) }
                if state.hasEnded { return .ended(state.producerFailure) }
                state.consumerWaits = true
                return .wait
            }
            switch outcome {
            case .item(let slot): return (slot.block, slot.count)
            case .ended(let failure):
                if let failure { throw failure }
                return nil
            case .wait: filledSignal.wait()
            }
        }
    }

    func giveBack(_ block: ByteBlock) {
        let slot = Slot(block: block)
        let (wake, waiting) = state.withLock { state in
            state.free.append(slot)
            defer {
                state.producerWaits = false
                state.whenWritable = []
            }
            return (state.producerWaits, state.whenWritable)
        }
        if wake { roomSignal.signal() }
        for resume in waiting { resume() }
    }

    /// The consumer takes no more: the producer is released.
    func close() {
        let (wake, waiting) = state.withLock { state in
            state.isClosed = true
            state.free += state.filled
            state.filled = []
            defer {
                state.producerWaits = false
                state.whenWritable = []
            }
            return (state.producerWaits, state.whenWritable)
        }
        if wake { roomSignal.signal() }
        for resume in waiting { resume() }
    }
}

/// The consumer's end of a ``ChunkQueue`` as a source of bytes.
@safe final class QueueSource: ByteSource {
    private let queue: ChunkQueue
    private var current: ByteBlock?

    init(_ queue: ChunkQueue) { self.queue = queue }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if let current {
            self.current = nil
            queue.giveBack(current)
        }
        guard let item = try queue.next() else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        current = item.block
        return unsafe item.block.prefix(item.count)
    }
}
