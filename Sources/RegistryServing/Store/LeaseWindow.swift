internal import ImageStorage
internal import Linux
internal import OCISpecification
internal import Synchronization

/// Keeps what clients upload or ask for from being collected for half an hour at least: by then the manifest has come.
///
/// There are two leases; digests go into the newer one, and each half hour the older one ends.
final class LeaseWindow: Sendable {
    private struct State {
        var current: ImageTransfer
        var previous: ImageTransfer?
        var began: Int64
    }
    private let store: ImageStore
    private let state: Mutex<State>

    /// Seconds.
    static let length: Int64 = 1800

    init(store: ImageStore) throws(RegistryServingError) {
        self.store = store
        do throws(ImageStoreError) {
            state = Mutex(State(current: try store.beginTransfer(), previous: nil, began: Timestamp.now.seconds))
        } catch { throw RegistryServingError(error) }
    }

    var transfer: ImageTransfer {
        state.withLock { state in
            let now = Timestamp.now.seconds
            // Without a new lease, for want of room, the old one goes on.
            if now - state.began >= Self.length, let next = try? store.beginTransfer() {
                state.previous?.end()
                state.previous = state.current
                state.current = next
                state.began = now
            }
            return state.current
        }
    }
}

extension RegistryServingError {
    init(_ error: ImageStoreError) {
        self.init(.unknown, error.description, detail: error.subject, status: error.code == .noSpace ? 507 : 500)
    }
}

/// Runs a step of the image store.
func stored<Value: ~Copyable>(_ body: () throws(ImageStoreError) -> Value) throws(RegistryServingError) -> Value {
    do throws(ImageStoreError) { return try body() } catch { throw RegistryServingError(error) }
}
