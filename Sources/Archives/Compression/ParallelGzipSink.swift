internal import CZlib
internal import Linux

/// Compresses what is written as one gzip member, blocks of it on several threads at once, as pigz and pgzip do.
///
/// Every block of 512 KiB is compressed for itself, with the 32 KiB before it as its dictionary, and ends on a byte:
/// strung together they are one deflate stream. The bytes do not depend on the number of threads.
@safe public final class ParallelGzipSink: ByteSink {
    static let blockSize = 512 << 10
    private static let dictionarySize = 32 << 10

    private let sink: any ByteSink
    private let queue: CompressionQueue
    private var workers: [WorkerBox] = []
    private var current: CompressionJob
    /// Jobs that are with the threads, the oldest first.
    private var pending: [CompressionJob] = []
    private var idle: [CompressionJob] = []
    private let depth: Int
    private var checksum = GzipChecksum()
    private var length: UInt32 = 0
    private var hasHeader = false

    private final class WorkerBox {
        let worker: WorkerThread
        init(_ worker: consuming WorkerThread) { self.worker = worker }
    }

    /// - Parameters:
    ///   - level: 1 (fast) to 9 (small); 3 is twice as fast as 6 and makes a root file system 5 % larger.
    ///   - threads: nil for as many as the machine can run at once.
    public init(_ sink: any ByteSink, level: Int = 3, threads: Int? = nil) throws(ArchiveError) {
        self.sink = sink
        let queue = CompressionQueue()
        self.queue = queue
        let count = max(1, threads ?? processorCount())
        depth = count * 2
        current = CompressionJob()
        for _ in 0..<count {
            workers.append(WorkerBox(try startThread { queue.work(level: CInt(level)) }))
        }
    }

    deinit {
        queue.close()
        workers = []
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        unsafe checksum.update(bytes)
        length &+= UInt32(truncatingIfNeeded: bytes.count)
        var rest = unsafe bytes
        while rest.count > 0 {
            if current.count == Self.blockSize { try submit(isLast: false) }
            let count = min(rest.count, Self.blockSize - current.count)
            unsafe current.append(UnsafeRawBufferPointer(rebasing: rest[..<count]))
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    public func finish() throws(ArchiveError) {
        try submit(isLast: true)
        while !pending.isEmpty { try collect() }
        var trailer: [UInt8] = []
        for number in [checksum.value, length] {
            for shift in [0, 8, 16, 24] as [UInt32] { trailer.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        try sink.write(trailer)
        try sink.finish()
    }

    private func submit(isLast: Bool) throws(ArchiveError) {
        let job = current
        job.isLast = isLast
        let next = idle.popLast() ?? CompressionJob()
        next.start(after: job, dictionary: Self.dictionarySize)
        current = next
        pending.append(job)
        queue.add(job)
        if pending.count >= depth { try collect() }
    }

    /// Waits for the oldest block and writes it.
    private func collect() throws(ArchiveError) {
        let job = pending.removeFirst()
        queue.wait(for: job)
        if let failure = job.failure { throw ArchiveError(.output, "compress gzip", cause: failure) }
        if !hasHeader {
            hasHeader = true
            // deflate, no flags, no time, no hint, Unix: what zlib writes
            try sink.write([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
        }
        try unsafe sink.write(job.output.prefix(job.outputCount))
        idle.append(job)
    }
}

/// A block to compress: the dictionary, then the bytes.
@safe final class CompressionJob {
    private let input = ByteBlock(capacity: ParallelGzipSink.blockSize + 32 << 10 + 64)
    private var dictionaryCount = 0
    private(set) var count = 0
    var isLast = false
    // zlib's bound for bytes that do not compress, and the marker at the end.
    let output = ByteBlock(capacity: ParallelGzipSink.blockSize + ParallelGzipSink.blockSize >> 8 + 4096)
    private(set) var outputCount = 0
    private(set) var failure: String?
    /// Under the queue's lock.
    var isDone = false

    func append(_ bytes: UnsafeRawBufferPointer) {
        let start = dictionaryCount + count
        unsafe UnsafeMutableRawBufferPointer(rebasing: input.bytes[start...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// Empties the job and takes the end of another as its dictionary.
    func start(after other: CompressionJob, dictionary: Int) {
        let total = other.dictionaryCount + other.count
        dictionaryCount = min(dictionary, total)
        unsafe input.bytes.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: other.input.bytes[(total - dictionaryCount)..<total]))
        count = 0
        outputCount = 0
        isDone = false
        isLast = false
        failure = nil
    }

    func compress(with stream: UnsafeMutablePointer<z_stream>) {
        unsafe deflateReset(stream)
        let base = unsafe input.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        if dictionaryCount > 0 { unsafe deflateSetDictionary(stream, base, UInt32(dictionaryCount)) }
        unsafe stream.pointee.next_in = base + dictionaryCount
        unsafe stream.pointee.avail_in = UInt32(count)
        unsafe stream.pointee.next_out = output.bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(output.capacity)
        let result = unsafe deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
        let isWhole = unsafe isLast ? result == Z_STREAM_END : result == Z_OK && stream.pointee.avail_out > 0
        if !isWhole { failure = "zlib error \(result)" }
        outputCount = unsafe output.capacity - Int(stream.pointee.avail_out)
    }
}

/// What the threads take their work from.
@safe final class CompressionQueue: @unchecked Sendable {
    private let monitor = Monitor()
    private var jobs: [CompressionJob] = []
    private var isClosed = false

    func add(_ job: CompressionJob) {
        monitor.locked {
            jobs.append(job)
            monitor.wake()
        }
    }

    func wait(for job: CompressionJob) { monitor.locked { while !job.isDone { monitor.wait() } } }

    func close() {
        monitor.locked {
            isClosed = true
            monitor.wake()
        }
    }

    /// A thread's life.
    func work(level: CInt) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // -15: no wrapper of zlib's own
        unsafe deflateInit2_(
            stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        defer {
            unsafe deflateEnd(stream)
            unsafe stream.deallocate()
        }
        while let job = take() {
            unsafe job.compress(with: stream)
            monitor.locked {
                job.isDone = true
                monitor.wake()
            }
        }
    }

    private func take() -> CompressionJob? {
        monitor.locked {
            while jobs.isEmpty, !isClosed { monitor.wait() }
            // Closed before the end: nobody wants the rest.
            return isClosed ? nil : jobs.removeFirst()
        }
    }
}
