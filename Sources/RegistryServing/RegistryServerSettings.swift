public import ImageStorage
internal import Linux
internal import NIOSSL

/// How a registry is served.
public struct RegistryServerSettings: Sendable {
    public enum Place: Sendable {
        /// A folder of the registry's own.
        case folder(String)
        case store(ImageStore)
    }

    public var place: Place
    public var host = "127.0.0.1"
    /// 0 takes one that is free.
    public var port = 5000
    /// Files in PEM.
    public var certificate: String?
    public var key: String?
    /// Users and hashes of their passwords, as `htpasswd -B` writes them.
    public var passwordFile: String?
    public var pullsAnonymously = false
    public var isReadOnly = false
    public var deletes = true
    /// Takes the lines of the access log: those of requests that the registry failed on, and with ``logsAll`` of every one.
    public var log: (@Sendable (String) -> Void)?
    public var logsAll = false
    /// A connection on which nothing happens for so long is closed.
    public var idleMilliseconds: Int64 = 60_000
    /// The time that the head of a request may take.
    public var headMilliseconds: Int64 = 20_000

    public init(place: Place) { self.place = place }

    /// Reads `ADDRESS:PORT`; an IPv6 address stands in brackets.
    public mutating func listen(on text: String) throws(RegistryServingError) {
        guard let colon = text.utf8.lastIndex(of: 0x3a), let port = UInt16(text[text.utf8.index(after: colon)...]) else {
            throw RegistryServingError(.unknown, "\"\(text)\" is no address to listen on: it is ADDRESS:PORT, such as 127.0.0.1:5000")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.utf8.contains(0x3a) {
            throw RegistryServingError(.unknown, "\"\(text)\" is no address to listen on: an IPv6 address stands in brackets")
        }
        self.host = host.isEmpty ? "0.0.0.0" : host
        self.port = Int(port)
    }

    func openStorage() throws(RegistryServingError) -> any RegistryStorage {
        switch place {
        case .folder(let path): return try FolderStorage(path, isReadOnly: isReadOnly)
        case .store(let store):
            let name = host.utf8.contains(0x3a) ? "[\(host)]" : host
            guard port != 0 else {
                throw RegistryServingError(.unknown, "images of the store are named after the registry's address: give --listen a port")
            }
            return try StoreStorage(store, address: "\(name):\(port)")
        }
    }

    func protection() throws(RegistryServingError) -> NIOSSLContext? {
        guard let certificate, let key else {
            if certificate == nil, key == nil { return nil }
            throw RegistryServingError(.unknown, "TLS needs a certificate and its key: give both --tls-certificate and --tls-key")
        }
        for file in [certificate, key] {
            do throws(SystemCallError) { _ = try open(file, [.readOnly]) } catch {
                throw RegistryServingError(.unknown, "reading \(file) for TLS: \(error.errno.words)")
            }
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            guard !chain.isEmpty else {
                throw RegistryServingError(.unknown, "reading the certificate \(certificate): there is none in it, in PEM")
            }
            let secret = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            return try NIOSSLContext(configuration: .makeServerConfiguration(certificateChain: chain, privateKey: secret))
        } catch let error as RegistryServingError { throw error } catch {
            throw RegistryServingError(
                .unknown,
                "reading the certificate \(certificate) and its key \(key): they are no certificate and its key in PEM (\(error))")
        }
    }
}
