import Glibc
import Linux
import NIOHTTP1
import NIOSSL
import TestSupport
import Testing

@testable import RegistryAccess

/// Whether a program is there to make certificates with.
private let hasOpenSSL = (try? exists("/usr/bin/openssl")) == true

private func shell(_ command: String) throws {
    guard unsafe system(command) == 0 else { throw NothingFailed() }
}

/// An authority and a certificate of it for this machine, made by openssl(1).
private final class TestAuthority {
    let directory: TemporaryDirectory

    init(name: String) throws {
        directory = try TemporaryDirectory("authority")
        let path = directory.path
        let subject = name.hasPrefix("IP:") ? "server" : String(name.dropFirst(4))
        try shell(
            """
            cd \(path) && exec 2>/dev/null
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=authority \
              -keyout ca-key.pem -out ca.pem
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=\(subject) \
              -keyout key.pem -out request.pem
            printf 'subjectAltName=\(name)\\n' > extensions
            openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 \
              -extfile extensions -out certificate.pem
            """)
    }

    var identity: (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) {
        get throws {
            (
                try NIOSSLCertificate.fromPEMFile("\(directory.path)/certificate.pem"),
                try NIOSSLPrivateKey(file: "\(directory.path)/key.pem", format: .pem)
            )
        }
    }

    func copy(_ file: String, to path: String) throws {
        try replaceFile(path, with: try readFile("\(directory.path)/\(file)"))
    }
}

@Suite(.enabled(if: hasOpenSSL))
struct ProtectionTests {
    private func fetch(_ registry: String, _ change: (inout RegistryOptions) -> Void) async throws {
        _ = try await withSession(.quick(change)) {
            try await $0.repository(registry: registry, name: "a").manifest(.tag("t"))
        }
    }

    private func server(_ name: String = "IP:127.0.0.1") throws -> (FaultServer, TestAuthority) {
        let authority = try TestAuthority(name: name)
        let server = try FaultServer(identity: authority.identity) { _ in .text(200, #"{"manifests":[]}"#) }
        return (server, authority)
    }

    @Test func `a certificate of nobody known is refused with advice`() async throws {
        let (server, _) = try server()
        defer { server.stop() }
        let error = try await failure { try await fetch(server.registry) { $0.verifiesTLS = true } }
        #expect(error.code == .untrusted)
        #expect(error.description.contains("/etc/containers/certs.d/\(server.registry)/ca.crt"), "\(error)")
        #expect(server.requests.isEmpty)
    }

    @Test func `this machine is reached without a check, unless one is asked for`() async throws {
        let (server, _) = try server()
        defer { server.stop() }
        try await fetch(server.registry) { _ in }
        try await fetch(server.registry) { $0.verifiesTLS = false }
        #expect(server.requests.count == 2)
    }

    @Test func `an authority of certs.d is trusted for its registry`() async throws {
        let (server, authority) = try server()
        defer { server.stop() }
        let home = try TemporaryDirectory("home")
        let place = "\(home.path)/.config/containers/certs.d/\(server.registry)"
        try makeDirectories(place)
        try authority.copy("ca.pem", to: "\(place)/ca.crt")
        let path = home.path
        try await fetch(server.registry) {
            $0.verifiesTLS = true
            $0.environment["HOME"] = path
        }
        let direct = try TemporaryDirectory("certificates")
        try authority.copy("ca.pem", to: "\(direct.path)/x.crt")
        let directory = direct.path
        try await fetch(server.registry) {
            $0.verifiesTLS = true
            $0.certificateDirectory = directory
        }
        #expect(server.requests.count == 2)
    }

    @Test func `an authority for a registry counts where the registry sends its clients, and no other does`() async throws {
        let (other, authority) = try server()
        defer { other.stop() }
        let target = "https://\(other.registry)/there"
        let registry = try FaultServer(identity: authority.identity) { _ in .text(307, "", [("location", target)]) }
        defer { registry.stop() }
        let (strange, _) = try server()
        defer { strange.stop() }
        let elsewhere = "https://\(strange.registry)/there"
        let second = try FaultServer(identity: authority.identity) { _ in .text(307, "", [("location", elsewhere)]) }
        defer { second.stop() }
        let home = try TemporaryDirectory("home")
        for name in [registry.registry, second.registry] {
            let place = "\(home.path)/.config/containers/certs.d/\(name)"
            try makeDirectories(place)
            try authority.copy("ca.pem", to: "\(place)/ca.crt")
        }
        let path = home.path
        try await fetch(registry.registry) {
            $0.verifiesTLS = true
            $0.environment["HOME"] = path
        }
        #expect(other.requests.count == 1)
        let error = try await failure {
            try await fetch(second.registry) {
                $0.verifiesTLS = true
                $0.environment["HOME"] = path
            }
        }
        #expect(error.code == .untrusted, "\(error)")
        #expect(strange.requests.isEmpty)
    }

    @Test func `a certificate for another host is refused`() async throws {
        let (server, authority) = try server("DNS:other.example")
        defer { server.stop() }
        let direct = try TemporaryDirectory("certificates")
        try authority.copy("ca.pem", to: "\(direct.path)/x.crt")
        let directory = direct.path
        let error = try await failure {
            try await fetch(server.registry) {
                $0.verifiesTLS = true
                $0.certificateDirectory = directory
            }
        }
        #expect(error.code == .untrusted)
        #expect(error.description.contains("another host name"), "\(error)")
    }

    @Test func `a client certificate needs its key`() async throws {
        let (server, authority) = try server()
        defer { server.stop() }
        let direct = try TemporaryDirectory("certificates")
        try authority.copy("certificate.pem", to: "\(direct.path)/client.cert")
        let directory = direct.path
        let error = try await failure { try await fetch(server.registry) { $0.certificateDirectory = directory } }
        #expect(error.description.contains("client.key"), "\(error)")
        try authority.copy("key.pem", to: "\(direct.path)/client.key")
        try await fetch(server.registry) { $0.certificateDirectory = directory }
        let bad = try TemporaryDirectory("certificates")
        try replaceFile("\(bad.path)/x.crt", with: [1, 2, 3])
        let path = bad.path
        let damaged = try await failure { try await fetch(server.registry) { $0.certificateDirectory = path } }
        #expect(damaged.description.contains("x.crt"), "\(damaged)")
    }
}
