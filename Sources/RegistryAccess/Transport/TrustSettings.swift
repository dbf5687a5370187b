internal import Linux
internal import NIOSSL

/// Which certificates a server is checked against, and which one of ours it is shown.
///
/// The system's own roots, and for one registry what lies in `certs.d/<host[:port]>/`: `*.crt` are further authorities,
/// `*.cert` with its `*.key` is a client certificate (the layout of containers-certs.d(5), which Docker shares).
struct TrustSettings: Sendable {
    /// Searched in order; the first that has a directory for the registry is the one used.
    let directories: [String]
    /// As `SSL_CERT_FILE` and `SSL_CERT_DIR` name them, in place of the system's roots.
    let systemRoots: String?

    init(environment: [String: String], certificateDirectory: String?) {
        var places: [String] = []
        if let home = environment["HOME"], !home.isEmpty { places.append("\(home)/.config/containers/certs.d") }
        places += ["/etc/containers/certs.d", "/etc/docker/certs.d"]
        // An explicit directory holds the files themselves.
        explicit = certificateDirectory
        directories = places
        systemRoots = environment["SSL_CERT_FILE"] ?? environment["SSL_CERT_DIR"]
    }

    private let explicit: String?

    /// The protection of one server. Without `verify` any certificate is taken, and the roots are not even read.
    /// - Parameter registry: whose authorities count as well; nil for none.
    func configuration(
        for authority: String, verify: Bool, of registry: String? = nil
    ) throws(RegistryError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        var found = try certificates(for: authority)
        if verify, let registry, !Self.spellings(of: authority).contains(registry) {
            found.authorities += try certificates(for: registry).authorities
        }
        if let chain = found.chain, let key = found.key {
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(key)
        }
        if !verify {
            configuration.certificateVerification = .none
            return configuration
        }
        if let systemRoots { configuration.trustRoots = .file(systemRoots) }
        if !found.authorities.isEmpty { configuration.additionalTrustRoots = [.certificates(found.authorities)] }
        return configuration
    }

    /// Docker Hub is called otherwise than its server.
    private static func spellings(of authority: String) -> [String] {
        authority == "registry-1.docker.io" ? ["docker.io", authority] : [authority]
    }

    private struct Certificates {
        var authorities: [NIOSSLCertificate] = []
        var chain: [NIOSSLCertificate]?
        var key: NIOSSLPrivateKey?
    }

    private func certificates(for authority: String) throws(RegistryError) -> Certificates {
        var found = Certificates()
        let places = directories.flatMap { place in Self.spellings(of: authority).map { "\(place)/\($0)" } }
        for place in explicit.map({ [$0] }) ?? places {
            let entries: [String]
            do throws(SystemCallError) {
                entries = try names(in: place).sorted()
            } catch {
                // Another user's home may be closed to us; what the caller named must be readable.
                if explicit == nil, error.errno == .access || error.errno == .notDirectory { continue }
                throw refusal(place, error.description)
            }
            for name in entries { try read(name, in: place, among: entries, into: &found) }
            if !entries.isEmpty { break }
        }
        return found
    }

    private func read(
        _ name: String, in place: String, among entries: [String], into found: inout Certificates
    ) throws(RegistryError) {
        let path = "\(place)/\(name)"
        if name.hasSuffix(".crt") {
            found.authorities += try authorities(path)
        } else if name.hasSuffix(".cert") {
            let key = String(name.dropLast(5)) + ".key"
            guard entries.contains(key) else { throw refusal(path, "there is no key \(key) beside it") }
            found.chain = try authorities(path)
            let bytes = try contents("\(place)/\(key)")
            do { found.key = try NIOSSLPrivateKey(bytes: bytes, format: .pem) } catch {
                throw refusal("\(place)/\(key)", "it is not a private key in PEM form without a password")
            }
        } else if name.hasSuffix(".key"), !entries.contains(String(name.dropLast(4)) + ".cert") {
            throw refusal(path, "there is no certificate \(name.dropLast(4)).cert beside it")
        }
    }

    private func authorities(_ path: String) throws(RegistryError) -> [NIOSSLCertificate] {
        let bytes = try contents(path)
        do { return try NIOSSLCertificate.fromPEMBytes(bytes) } catch {
            throw refusal(path, "it is not a certificate in PEM form")
        }
    }

    private func contents(_ path: String) throws(RegistryError) -> [UInt8] {
        do throws(SystemCallError) { return try readFile(path, limit: 4 << 20) } catch {
            throw refusal(path, error.description)
        }
    }

    private func refusal(_ path: String, _ cause: String) -> RegistryError {
        RegistryError(.configuration, doing: "read the certificate", subject: path, cause: cause)
    }
}
