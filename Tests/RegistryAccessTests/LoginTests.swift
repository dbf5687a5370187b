import ImageTrust
import Linux
import NIOHTTP1
import TestSupport
import Testing

@testable import RegistryAccess

struct LoginTests {
    private func registry() throws -> FaultServer {
        try FaultServer { request in
            request.headers["authorization"] == ["Basic \(Base64.encode("me:pw".utf8))"]
                ? .text(200, "{}") : .text(401, "", [("www-authenticate", "Basic realm=\"x\"")])
        }
    }

    @Test func `a login is checked, kept and forgotten`() async throws {
        let server = try registry()
        defer { server.stop() }
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/sub/auth.json"
        let options = RegistryOptions.quick { $0.authenticationFile = path }
        let name = server.registry
        let error = try await failure {
            try await RegistrySession.login(name, RegistryCredentials(user: "me", password: "no"), options: options)
        }
        #expect(error.code == .unauthorized)
        #expect(try !exists(path))
        let written = try await RegistrySession.login(
            "http://\(name)/", RegistryCredentials(user: "me", password: "pw"), options: options)
        #expect(written == path)
        #expect(try status(of: path).permissions == 0o600)
        #expect(try RegistrySession.loggedInUser(name, options: options) == "me")
        #expect(try RegistrySession.logout(name, options: options))
        #expect(try !RegistrySession.logout(name, options: options))
        #expect(try RegistrySession.loggedInUser(name, options: options) == nil)
    }

    @Test func `what else stands in the file stays`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/auth.json"
        try replaceFile(path, with: Array(#"{"HttpHeaders":{"X":"y"},"auths":{"a":{"auth":"dTpw"}}}"#.utf8))
        var file = try LoginFile(path: path, environment: [:])
        try file.add("b", RegistryCredentials(user: "u", password: "p"))
        let text = String(decoding: try readFile(path), as: UTF8.self)
        for part in ["HttpHeaders", "\"a\"", "\"b\"", "dTpw"] { #expect(text.contains(part)) }
        #expect(text.hasPrefix("{\n\t\"HttpHeaders\""))
    }

    @Test func `a web server that is no registry is named`() async throws {
        let server = try FaultServer { _ in .text(404, "") }
        defer { server.stop() }
        let name = server.registry
        let error = try await failure {
            try await RegistrySession.login(name, RegistryCredentials(user: "a", password: "b"), options: .quick())
        }
        #expect(error.description.contains("no container registry"), "\(error)")
    }
}
