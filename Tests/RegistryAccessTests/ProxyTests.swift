import ImageTrust
import NIOHTTP1
import Testing

@testable import RegistryAccess

struct ProxyTests {
    private func proxy(_ environment: [String: String], for text: String) throws -> String? {
        let proxy = try ProxySettings(environment: environment).proxy(for: try #require(WebAddress(text)))
        return proxy.map { "\($0.kind) \($0.host):\($0.port) \($0.authorization ?? "-")" }
    }

    @Test func `each scheme has its proxy`() throws {
        let environment = ["HTTP_PROXY": "http://p:3128", "https_proxy": "http://us%20er:pw@q"]
        #expect(try proxy(environment, for: "http://a/") == "http p:3128 -")
        #expect(try proxy(environment, for: "https://a/") == "http q:80 \(Base64.encode("us er:pw".utf8))")
        #expect(try proxy(["HTTPS_PROXY": "socks5://s"], for: "https://a/") == "socks s:1080 -")
        #expect(try proxy([:], for: "https://a/") == nil)
    }

    @Test func `this machine is always reached directly`() throws {
        #expect(try proxy(["HTTP_PROXY": "p:1"], for: "http://localhost:5000/") == nil)
        #expect(try proxy(["HTTP_PROXY": "p:1"], for: "http://127.0.0.1/") == nil)
    }

    @Test(arguments: [
        ("example.com", "a.example.com", true), ("example.com", "example.com", true),
        ("example.com", "badexample.com", false), (".example.com", "example.com", false),
        (".example.com", "a.example.com", true), ("*.example.com", "a.example.com", true), ("*", "x", true),
        ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "11.1.2.3", false), ("192.168.1.1", "192.168.1.1", true),
        ("a:443", "a", true), ("a:80", "a", false), (" b , a ", "a", true), ("fd00::/8", "[fd12::1]", true),
    ])
    func `exceptions follow Go's rules`(_ exceptions: String, _ host: String, _ direct: Bool) throws {
        let environment = ["HTTPS_PROXY": "p:1", "NO_PROXY": exceptions]
        #expect((try proxy(environment, for: "https://\(host)/") == nil) == direct)
    }

    @Test func `a proxy that cannot be used is named`() throws {
        let error = #expect(throws: RegistryError.self) {
            try ProxySettings(environment: ["HTTPS_PROXY": "quic://p"])
        }
        #expect(error?.description.contains("HTTPS_PROXY") == true)
    }

    @Test func `a registry behind a proxy is asked for there`() async throws {
        let server = try FaultServer { _ in .text(407, "") }
        defer { server.stop() }
        let address = server.registry
        let error = try await failure {
            try await withSession(.quick { $0.environment["HTTPS_PROXY"] = "http://me:secret@\(address)" }) {
                try await $0.repository(registry: "registry.invalid", name: "a").manifest(.tag("t"))
            }
        }
        #expect(error.description.contains("proxy"), "\(error)")
        #expect(!error.description.contains("secret"))
        #expect(server.requests.map(\.method) == ["CONNECT"])
        #expect(server.requests.first?.path == "registry.invalid:443")
        #expect(server.requests.first?.headers["proxy-authorization"] == ["Basic \(Base64.encode("me:secret".utf8))"])
    }
}
