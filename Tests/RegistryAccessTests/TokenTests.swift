import ImageTrust
import NIOHTTP1
import Synchronization
import Testing

@testable import RegistryAccess

private let manifestText = #"{"schemaVersion":2,"manifests":[]}"#

/// A registry and a token server in one, as a test wants them.
struct TokenTests {
    private func challenge(_ server: String, _ more: String = "") -> FaultServer.Reply {
        .text(
            401, #"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#,
            [("www-authenticate", #"Bearer realm="http://\#(server)/token",service="s v"\#(more)"#)])
    }

    private func get(_ server: FaultServer, _ options: RegistryOptions = .quick()) async throws {
        _ = try await withSession(options) { session in
            let repository = try session.repository(registry: server.registry, name: "a/b")
            _ = try await repository.manifest(.tag("x"))
            return try await repository.manifest(.tag("y"))
        }
    }

    @Test func `an anonymous token is fetched once for a repository`() async throws {
        let server = try FaultServer { request in
            if request.path == "/token" { return .text(200, #"{"token":"T","expires_in":300}"#) }
            return request.headers["authorization"] == ["Bearer T"]
                ? .text(200, manifestText) : challenge(request.headers["host"].first ?? "")
        }
        defer { server.stop() }
        try await get(server)
        #expect(server.count("GET", "/token") == 1)
        let question = server.requests.first { $0.path == "/token" }
        #expect(question?.query == "service=s%20v&scope=repository%3Aa%2Fb%3Apull")
        #expect(question?.headers["authorization"] == [])
    }

    @Test func `credentials go to the token server as basic, and only there`() async throws {
        let server = try FaultServer { request in
            if request.path == "/token" {
                return request.headers["authorization"] == ["Basic \(Base64.encode("me:pw".utf8))"]
                    ? .text(200, #"{"access_token":"T"}"#) : .text(401, "")
            }
            return request.headers["authorization"] == ["Bearer T"]
                ? .text(200, manifestText) : challenge(request.headers["host"].first ?? "")
        }
        defer { server.stop() }
        try await get(server, .quick { $0.credentials = RegistryCredentials(parsing: "me:pw") })
        #expect(
            server.requests.filter { $0.path != "/token" }.allSatisfy {
                $0.headers["authorization"].first?.hasPrefix("Basic") != true
            })
    }

    @Test func `an identity token is posted`() async throws {
        let server = try FaultServer { request in
            if request.path == "/token" {
                let body = String(decoding: request.body, as: UTF8.self)
                return request.method == "POST" && body.contains("grant_type=refresh_token")
                    && body.contains("refresh_token=id%2Btok") && body.contains("service=s%20v")
                    ? .text(200, #"{"access_token":"T"}"#) : .text(400, "")
            }
            return request.headers["authorization"] == ["Bearer T"]
                ? .text(200, manifestText) : challenge(request.headers["host"].first ?? "")
        }
        defer { server.stop() }
        try await get(
            server, .quick { $0.credentials = RegistryCredentials(user: "u", password: "", identityToken: "id+tok") })
    }

    @Test func `basic credentials are sent when they are asked for`() async throws {
        let server = try FaultServer { request in
            request.headers["authorization"] == ["Basic \(Base64.encode("me:pw".utf8))"]
                ? .text(200, manifestText)
                : .text(401, "", [("www-authenticate", "Basic realm=\"x\"")])
        }
        defer { server.stop() }
        try await get(server, .quick { $0.credentials = RegistryCredentials(parsing: "me:pw") })
        #expect(server.requests.count == 3)
        let wrong = try await failure {
            try await get(server, .quick { $0.credentials = RegistryCredentials(parsing: "me:no") })
        }
        #expect(wrong.code == .unauthorized)
        #expect(wrong.description.contains("does not accept the credentials"), "\(wrong)")
        let none = try await failure { try await get(server) }
        #expect(none.description.contains("log in with `apus login \(server.registry)`"), "\(none)")
    }

    @Test func `an old token is renewed`() async throws {
        let count = Counter()
        let server = try FaultServer { request in
            if request.path == "/token" { return .text(200, #"{"token":"T\#(count.next())"}"#) }
            let wanted = request.path.hasSuffix("/x") ? "Bearer T1" : "Bearer T2"
            return request.headers["authorization"] == [wanted]
                ? .text(200, manifestText) : challenge(request.headers["host"].first ?? "")
        }
        defer { server.stop() }
        try await get(server)
        #expect(count.value == 2)
    }

    @Test func `a repository that no token opens is told so`() async throws {
        let server = try FaultServer { request in
            request.path == "/token"
                ? .text(200, #"{"token":"T"}"#)
                : challenge(request.headers["host"].first ?? "", #",error="insufficient_scope""#)
        }
        defer { server.stop() }
        let error = try await failure { try await get(server) }
        #expect(error.code == .unauthorized)
        #expect(error.description.contains("401 UNAUTHORIZED: authentication required"), "\(error)")
        #expect(server.requests.count < 10)
    }

    @Test func `a token server without encryption is refused by a protected registry`() async throws {
        let options = RegistryOptions.quick()
        let endpoint = try RegistryEndpoint(registry: "registry.example", options: options)
        endpoint.state.withLock {
            $0.challenges = AuthenticationChallenge.parse([#"Bearer realm="http://tokens.example/""#])
        }
        let session = try RegistrySession(options)
        await #expect(throws: Fault.self) {
            try await session.authorization(
                for: RegistryRequest(method: .GET, path: "/v2/"), at: endpoint, refused: nil)
        }
        await session.close()
    }

    @Test func `a strange way of authentication is named`() async throws {
        let server = try FaultServer { _ in .text(401, "", [("www-authenticate", "Negotiate")]) }
        defer { server.stop() }
        let error = try await failure { try await get(server) }
        #expect(error.code == .unsupported)
        #expect(error.description.contains("negotiate"), "\(error)")
    }
}
