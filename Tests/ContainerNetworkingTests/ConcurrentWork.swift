import ContainerNetworking
import Glibc
import Linux
import Synchronization

/// The same work on many threads at once, each in a network namespace.
enum ConcurrentWork {
    private final class Share: Sendable {
        let body: @Sendable () throws -> Void
        let namespace: CInt?
        let failures = Mutex<[String]>([])
        init(_ namespace: CInt?, _ body: @escaping @Sendable () throws -> Void) {
            self.namespace = namespace
            self.body = body
        }
        func work() {
            do {
                if let namespace { try enterNamespaces(.network, of: Descriptor(owning: dup(namespace))) }
                try body()
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
    }

    /// Answers what was thrown.
    static func run(
        _ count: Int, in namespace: borrowing NetworkNamespace, _ body: @escaping @Sendable () throws -> Void
    ) -> [String] { run(count, number: namespace.descriptor.number, body) }

    static func run(_ count: Int, _ body: @escaping @Sendable () throws -> Void) -> [String] {
        run(count, number: nil, body)
    }

    private static func run(
        _ count: Int, number: CInt?, _ body: @escaping @Sendable () throws -> Void
    ) -> [String] {
        let share = Share(number, body)
        var threads: [pthread_t] = []
        for _ in 0..<count {
            var thread = pthread_t()
            let context = unsafe Unmanaged.passRetained(share).toOpaque()
            let result = unsafe pthread_create(
                &thread, nil,
                { context in
                    unsafe Unmanaged<Share>.fromOpaque(context!).takeRetainedValue().work()
                    return nil
                }, context)
            if result == 0 { threads.append(thread) }
        }
        for thread in threads { pthread_join(thread, nil) }
        return share.failures.withLock { $0 }
    }
}
