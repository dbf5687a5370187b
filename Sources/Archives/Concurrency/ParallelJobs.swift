internal import Linux

/// Does jobs on several threads of the process, each in the order of the list, and answers when all have ended.
///
/// - Parameters:
///   - threads: how many at most.
///   - body: what is done; with the first error, jobs that were not begun are left out, and it is thrown when the others have ended.
public func inParallel<Job: Sendable, Failure: Error>(
    _ jobs: [Job], threads: Int, _ body: @escaping @Sendable (Job) throws(Failure) -> Void
) throws(Failure) {
    let work = SharedJobs<Job, Failure>(jobs)
    let count = min(threads, jobs.count)
    // One of them is this thread; where no more can be started, fewer do it all.
    var others: [ThreadBox] = []
    for _ in 0..<max(0, count - 1) {
        guard let thread = try? startThread({ work.run(body) }) else { break }
        others.append(ThreadBox(thread))
    }
    work.run(body)
    others = []
    if let failure = work.failure { throw failure }
}

/// An array cannot hold what has one owner.
private final class ThreadBox {
    let thread: WorkerThread
    init(_ thread: consuming WorkerThread) { self.thread = thread }
}

/// What the threads share, all under one lock.
private final class SharedJobs<Job: Sendable, Failure: Error>: @unchecked Sendable {
    private let monitor = Monitor()
    private let jobs: [Job]
    private var next = 0
    private var first: Failure?

    init(_ jobs: [Job]) { self.jobs = jobs }

    var failure: Failure? { monitor.locked { first } }

    func run(_ body: (Job) throws(Failure) -> Void) {
        while let job = take() {
            do throws(Failure) { try body(job) } catch {
                monitor.locked { if first == nil { first = error } }
            }
        }
    }

    private func take() -> Job? {
        monitor.locked {
            guard first == nil, next < jobs.count else { return nil }
            next += 1
            return jobs[next - 1]
        }
    }
}
