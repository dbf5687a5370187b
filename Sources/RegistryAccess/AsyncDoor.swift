internal import Dispatch
internal import Linux
internal import Synchronization

/// A transfer that another thread can break off. What has been transferred of a layer is kept, and the next transfer
/// goes on there.
public final class TransferControl: Sendable {
    private struct State {
        var isCancelled = false
        var cancel: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())

    public init() {}

    public func cancel() {
        let cancel = state.withLock { state in
            state.isCancelled = true
            return state.cancel
        }
        cancel?()
    }

    fileprivate var isCancelled: Bool { state.withLock { $0.isCancelled } }

    fileprivate func attach(_ cancel: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.cancel = cancel
            return state.isCancelled
        }
        if isCancelled { cancel() }
    }
}

/// The one way from the synchronous engine into this target's async code: runs a task with a session of its own to its
/// end, and waits for it on this thread.
public func withRegistries<Outcome: Sendable>(
    _ options: RegistryOptions, control: TransferControl? = nil,
    _ body: @escaping @Sendable (RegistrySession) async throws(RegistryError) -> Outcome
) throws(RegistryError) -> Outcome {
    if control?.isCancelled == true {
        throw RegistryError(.cancelled, doing: "start", subject: "the transfer", cause: "it was interrupted")
    }
    pinNameServiceOnce()
    let session = try RegistrySession(options)
    let done = DispatchSemaphore(value: 0)
    let box = ResultBox<Outcome>()
    let task = Task.detached {
        let outcome: Result<Outcome, RegistryError>
        do throws(RegistryError) { outcome = .success(try await body(session)) } catch { outcome = .failure(error) }
        await session.close()
        box.value.withLock { $0 = outcome }
        done.signal()
    }
    control?.attach { task.cancel() }
    done.wait()
    guard let outcome = box.value.withLock({ $0 }) else { preconditionFailure("a task that ended left its outcome") }
    return try outcome.get()
}

private final class ResultBox<Outcome: Sendable>: Sendable {
    let value = Mutex<Result<Outcome, RegistryError>?>(nil)
}

/// Once in the life of the process, before its first look-up.
private let nameServiceIsPinned: Void = pinNameService()

private func pinNameServiceOnce() { _ = nameServiceIsPinned }
