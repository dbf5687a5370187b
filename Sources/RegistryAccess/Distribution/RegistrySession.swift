internal import NIOSSL
internal import Synchronization

/// All that one command does with registries: connections, what is known of each registry, and where credentials are.
///
/// Close it when done. It may be used from many tasks.
public final class RegistrySession: Sendable {
    let options: RegistryOptions
    let transport: HTTPTransport
    let credentials: CredentialSource
    /// What the machine's files say of registries.
    public let configuration: RegistriesConfiguration
    private let trust: TrustSettings
    private let known = Mutex<Known>(Known())

    private struct Known {
        var endpoints: [String: RegistryEndpoint] = [:]
        var protections: [String: TLSConfiguration] = [:]
    }

    public init(_ options: RegistryOptions) throws(RegistryError) {
        self.options = options
        configuration = try RegistriesConfiguration(environment: options.environment, isRoot: options.user == 0)
        transport = HTTPTransport(
            proxies: try ProxySettings(environment: options.environment), stallTimeout: options.stallTimeout,
            connectTimeout: options.connectTimeout)
        trust = TrustSettings(
            environment: options.environment, certificateDirectory: options.certificateDirectory)
        credentials = CredentialSource(
            given: options.credentials, explicitFile: options.authenticationFile, environment: options.environment,
            user: options.user, helpers: configuration.credentialHelpers)
    }

    public func close() async { await transport.close() }

    func endpoint(
        of registry: String, isInsecure: Bool = false, isElsewhere: Bool = false
    ) throws(RegistryError) -> RegistryEndpoint {
        let key = registry + (isInsecure ? " insecure" : "") + (isElsewhere ? " elsewhere" : "")
        if let endpoint = known.withLock({ $0.endpoints[key] }) { return endpoint }
        let made = try RegistryEndpoint(registry: registry, options: options, isInsecure: isInsecure, isElsewhere: isElsewhere)
        return known.withLock { known in
            if let other = known.endpoints[key] { return other }
            known.endpoints[key] = made
            return made
        }
    }

    /// How the connection to an address is protected; nil for plain HTTP.
    ///
    /// - Parameter registry: whose authorities count as well: a token server or a store of blobs often has its certificate from
    ///   the same one. The client certificate for the registry is shown to nobody else.
    func protection(
        for address: WebAddress, verifies: Bool, registry: String? = nil
    ) throws(Fault) -> TLSConfiguration? {
        guard address.scheme == .https else { return nil }
        let key = "\(verifies) \(address.authority) \(registry ?? "")"
        if let configuration = known.withLock({ $0.protections[key] }) { return configuration }
        let made: TLSConfiguration
        do throws(RegistryError) {
            made = try trust.configuration(for: address.authority, verify: verifies, of: registry)
        } catch { throw .final(error) }
        known.withLock { $0.protections[key] = made }
        return made
    }

    /// A fault in the words of what was asked for. Whether credentials are at hand decides what is advised.
    func error(_ fault: Fault, _ errand: Errand, attempts: Int = 1) -> RegistryError {
        var errand = errand
        if case .refused = fault {
            // An unreadable file of credentials has been told of when the request was made.
            let found = try? credentials.credentials(registry: errand.registry, repository: errand.repository)
            errand.hadCredentials = found != nil
        }
        return errand.error(fault, attempts: attempts)
    }
}
