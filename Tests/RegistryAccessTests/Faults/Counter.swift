import Synchronization

/// Counts calls, from whatever thread.
final class Counter: Sendable {
    private let count = Mutex(0)

    @discardableResult
    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }

    var value: Int { count.withLock { $0 } }
}
