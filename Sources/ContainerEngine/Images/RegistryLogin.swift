internal import ImageStorage
public import RegistryAccess

extension Engine {
    /// Checks credentials with a registry and keeps them; answers the path of the file.
    public func login(
        _ registry: String, _ credentials: RegistryCredentials, options: RegistryOptions
    ) throws(EngineError) -> String {
        try registries(options) { (_) throws(RegistryError) in
            try await RegistrySession.login(registry, credentials, options: options)
        }
    }

    /// Forgets the credentials of a registry; false when there were none.
    public func logout(_ registry: String, options: RegistryOptions) throws(EngineError) -> Bool {
        do throws(RegistryError) { return try RegistrySession.logout(registry, options: options) } catch {
            throw EngineError(error)
        }
    }

    /// Forgets the credentials of every registry.
    public func logoutAll(options: RegistryOptions) throws(EngineError) {
        do throws(RegistryError) { try RegistrySession.logoutAll(options: options) } catch { throw EngineError(error) }
    }

    /// The user that is known for a registry; nil when nobody is logged in.
    public func loggedInUser(_ registry: String, options: RegistryOptions) throws(EngineError) -> String? {
        do throws(RegistryError) { return try RegistrySession.loggedInUser(registry, options: options) } catch {
            throw EngineError(error)
        }
    }

    /// Enters the async world for one errand.
    func registries<Outcome: Sendable>(
        _ options: RegistryOptions, control: TransferControl? = nil,
        _ body: @escaping @Sendable (RegistrySession) async throws(RegistryError) -> Outcome
    ) throws(EngineError) -> Outcome {
        do throws(RegistryError) { return try withRegistries(options, control: control, body) } catch {
            throw EngineError(error)
        }
    }
}
