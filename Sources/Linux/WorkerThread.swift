internal import Glibc

/// A thread of the process that runs one function, and is waited for before this value is gone.
///
/// Whoever owns the value must have told the function to end before letting go of it.
public struct WorkerThread: ~Copyable, Sendable {
    private let thread: pthread_t

    private final class Job {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    public init(_ run: @escaping @Sendable () -> Void) throws(SystemCallError) {
        let job = unsafe Unmanaged.passRetained(Job(run))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                unsafe Unmanaged<Job>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, job.toOpaque())
        guard result == 0 else {
            unsafe job.release()
            throw SystemCallError(call: "pthread_create", subject: "", errno: Errno(rawValue: result))
        }
        self.thread = thread
    }

    deinit { pthread_join(thread, nil) }
}

/// How many threads the machine can run at once.
public func processorCount() -> Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
