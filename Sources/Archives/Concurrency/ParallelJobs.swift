internal import Linux
internal import Synchronization

/// Does jobs on several threads of the process, begun in the order of the list, and answers when all have ended.
///
/// - Parameters:
///   - threads: how many at most.
///   - body: what is done; with the first error, jobs that were not begun are left out, and it is thrown when the others have ended.
public func inParallel<Job: Sendable, Failure: Error>(
    _ jobs: [Job], threads: Int, _ body: @escaping @Sendable (Job) throws(Failure) -> Void
) throws(Failure) {
    let work = SharedJobs<Job, Failure>(jobs)
    // One of them is this thread; where no more can be started, fewer do it all.
    var others: [ThreadBox] = []
    for _ in 1..<max(1, min(threads, jobs.count)) {
        guard let thread = try? WorkerThread({ work.run(body) }) else { break }
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

private final class SharedJobs<Job: Sendable, Failure: Error>: Sendable {
    private let jobs: [Job]
    private let state = Mutex<(next: Int, failure: Failure?)>((0, nil))

    init(_ jobs: [Job]) { self.jobs = jobs }

    var failure: Failure? { state.withLock { $0.failure } }

    func run(_ body: (Job) throws(Failure) -> Void) {
        while let job = take() {
            do throws(Failure) { try body(job) } catch {
                state.withLock { state in
                    if state.failure == nil { state.failure = error }
                }
            }
        }
    }

    private func take() -> Job? {
        state.withLock { state in
            guard state.failure == nil, state.next < jobs.count else { return nil }
            state.next += 1
            return jobs[state.next - 1]
        }
    }
}
