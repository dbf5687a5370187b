internal import Glibc

/// A lock with one condition: what two threads share is changed inside ``locked(_:)``.
@safe final class Monitor: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    init() {
        unsafe lock = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(lock)
        unsafe changed.deallocate()
        unsafe lock.deallocate()
    }

    func locked<T>(_ body: () -> T) -> T {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return body()
    }

    /// Inside ``locked(_:)`` only: lets others in until somebody calls ``wake()``.
    func wait() { unsafe pthread_cond_wait(changed, lock) }

    /// Tells all who wait to look again.
    func wake() { unsafe pthread_cond_broadcast(changed) }
}

/// A thread of the process that runs one function, and is waited for before this value is gone.
struct Worker: ~Copyable {
    private let thread: pthread_t

    private final class Job {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Whoever owns the value must have told the function to end before letting go of it.
    init(_ run: @escaping @Sendable () -> Void) throws(ArchiveError) {
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
            throw ArchiveError(.input, "start a thread", cause: "error \(result)")
        }
        self.thread = thread
    }

    deinit { pthread_join(thread, nil) }
}

/// How many threads the machine can run at once.
func processorCount() -> Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
