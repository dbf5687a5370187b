import ContainerEngine
import Testing

/// Where `image scp` copies from and to.
@Suite struct HandoverEndTests {
    @Test func `users, hosts and this store are told apart`() throws {
        let here = try HandoverEnd(parsing: "registry.example.com:5000/app:1")
        #expect(here.place == .here && here.image == "registry.example.com:5000/app:1")
        #expect(try HandoverEnd(parsing: "localhost::app").place == .here)
        #expect(try HandoverEnd(parsing: "bob@localhost::").place == .user("bob"))
        let host = try HandoverEnd(parsing: "alice@server::app:1")
        #expect(host.place == .host("alice@server", port: nil) && host.image == "app:1")
        #expect(try HandoverEnd(parsing: "ssh://alice@server:2222::app").place == .host("alice@server", port: "2222"))
    }

    @Test(arguments: ["::app", "-oProxyCommand=x::app", "a b::app", "it's::app", "ssh://server:x::app"])
    func `what is no host is refused`(_ text: String) {
        #expect(throws: EngineError.self) { try HandoverEnd(parsing: text) }
    }
}
