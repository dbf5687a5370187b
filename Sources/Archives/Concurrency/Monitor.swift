internal import Glibc
internal import Linux

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

/// A thread of the process for one function.
func startThread(_ run: @escaping @Sendable () -> Void) throws(ArchiveError) -> WorkerThread {
    do throws(SystemCallError) { return try WorkerThread(run) } catch {
        throw ArchiveError(.input, "start a thread", cause: "\(error)")
    }
}
