internal import NIOHTTP1
import ImageStorage
import Linux
import OCISpecification
import TestSupport
import Testing

@testable import RegistryAccess

struct RegistriesConfigurationTests {
    private func configuration(_ text: String) throws -> RegistriesConfiguration {
        var configuration = RegistriesConfiguration()
        try configuration.add(Array(text.utf8), path: "registries.conf")
        return configuration
    }

    private let sample = #"""
        # what many machines have
        unqualified-search-registries = ["registry.example",
          'other.example'] # two
        short-name-mode="enforcing"
        [aliases]
        "debian" = "docker.io/library/debian"
        [[registry]]
        prefix = "example.com/foo"
        location = "internal.example:8443/bar"
        insecure = true
        [[registry.mirror]]
        location = "mirror.example/x"
        [[registry.mirror]]
        location = "digests.example/y"
        pull-from-mirror = "digest-only"
        insecure = true
        [[registry]]
        location = "blocked.example"
        blocked = true
        [[registry]]
        prefix = "*.wild.example"
        location = "w.example"
        """#

    @Test func `mirrors come first, and the place is another than the name`() throws {
        let found = try configuration(sample).sources(registry: "example.com", name: "foo/img", isDigest: false)
        #expect(
            found == [
                .init(registry: "mirror.example", name: "x/img", isInsecure: false, isMirror: true, isElsewhere: true),
                .init(registry: "internal.example:8443", name: "bar/img", isInsecure: true, isMirror: false, isElsewhere: true),
            ])
        #expect(try configuration(sample).sources(registry: "example.com", name: "foo/img", isDigest: true).count == 3)
    }

    @Test func `a prefix ends where a part of the name ends`() throws {
        let found = try configuration(sample).sources(registry: "example.com", name: "food", isDigest: false)
        #expect(found == [.init(registry: "example.com", name: "food", isInsecure: false, isMirror: false)])
        let wild = try configuration(sample).sources(registry: "a.wild.example", name: "b/c", isDigest: false)
        #expect(wild.map(\.registry) == ["w.example"] && wild.map(\.name) == ["b/c"])
    }

    @Test func `what is blocked is named`() throws {
        let error = #expect(throws: RegistryError.self) {
            try configuration(sample).sources(registry: "blocked.example", name: "a", isDigest: false)
        }
        #expect(error?.description.contains("registries.conf blocks blocked.example") == true)
    }

    @Test func `short names have aliases and search registries`() throws {
        let configuration = try configuration(sample)
        #expect(configuration.candidates(shortName: "debian:12") == ["docker.io/library/debian:12"])
        #expect(configuration.candidates(shortName: "a/b") == ["registry.example/a/b", "other.example/a/b"])
        #expect(RegistriesConfiguration().candidates(shortName: "a") == ["docker.io/a"])
    }

    @Test func `one of several registries is chosen as the mode says`() throws {
        let several = try configuration("unqualified-search-registries = [\"a.b\", \"c.d\"]\nshort-name-mode = \"enforcing\"")
        let names = try ["a.b/x:1", "c.d/x:1"].map { try ImageReference(parsing: $0) }
        #expect(try several.resolve("x:1") == .candidates(names, .enforcing))
        #expect(try several.resolve("localhost/x:1") == .known(try ImageReference(parsing: "localhost/x:1")))
        #expect(try RegistriesConfiguration().resolve("x:1") == .known(try ImageReference(parsing: "docker.io/library/x:1")))
        #expect(try configuration(sample).resolve("debian:12") == .known(try ImageReference(parsing: "docker.io/library/debian:12")))
        #expect(throws: RegistryError.self) { try configuration("short-name-mode = \"maybe\"") }
    }

    @Test func `a choice is kept and counts for more than the settings`() throws {
        let home = try TemporaryDirectory()
        let environment = ["HOME": home.path]
        try makeDirectories("\(home.path)/.config/containers")
        let settings = "unqualified-search-registries = [\"a.b\", \"c.d\"]\n[aliases]\n\"y\" = \"a.b/y\""
        try replaceFile("\(home.path)/.config/containers/registries.conf", with: Array(settings.utf8), mode: 0o644)
        func now() throws -> RegistriesConfiguration { try RegistriesConfiguration(environment: environment) }
        for (short, chosen) in [("x:1", "c.d/x:1"), ("y", "c.d/z")] {
            try now().remember(short, as: try ImageReference(parsing: chosen))
            #expect(try now().resolve(short) == .known(try ImageReference(parsing: chosen)))
        }
        #expect(try now().resolve("x:2") == .known(try ImageReference(parsing: "c.d/x:2")))
    }

    @Test(arguments: [
        ("a = ", "line 1"), ("x = 1\ny = 2 3", "line 2"), ("[t\n", "line 1"), ("a = \"\"\"x\"\"\"", "several lines"),
        ("a = 1\na = 2", "set twice"), ("[registries.search]\nregistries = []", "version 1"),
        ("[[registry]]\nblocked = true", "neither prefix nor location"),
        ("[[registry]]\nlocation = \"a\"\n[[registry.mirror]]\n", "no location"), ("a = {b = [1, 2}", "line 1"),
    ])
    func `damage is told with its line`(_ text: String, _ words: String) throws {
        let error = #expect(throws: RegistryError.self) { try configuration(text) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `a mirror serves a pull, and one that cannot is passed over`() async throws {
        let image = try ImageFixture.make(sizes: [500])
        let registry = MemoryRegistry()
        registry.add(image)
        let mirror = try PullBench(registry)
        let empty = try FaultServer { _ in .text(404, "") }
        defer { empty.stop() }
        let home = try TemporaryDirectory("home")
        try makeDirectories("\(home.path)/.config/containers")
        let text = """
            [[registry]]
            location = "registry.invalid"
            [[registry.mirror]]
            location = "\(empty.registry)"
            [[registry.mirror]]
            location = "\(mirror.server.registry)/sub"
            """
        try replaceFile("\(home.path)/.config/containers/registries.conf", with: Array(text.utf8))
        let path = home.path
        let store = mirror.store
        let pulled = try await withSession(.quick { $0.environment["HOME"] = path }) { session in
            try await ImagePuller(session: session, store: store)
                .pull(PullRequest(try ImageReference(parsing: "registry.invalid/a/b")))
        }
        #expect(pulled.name.description == "registry.invalid/a/b:latest")
        #expect(mirror.server.requests.first?.path == "/v2/sub/a/b/manifests/latest")
        #expect(empty.requests.count == 1)
    }

    @Test func `credentials of the command line go to the registry that the image is named after, and to no mirror`() async throws {
        let image = try ImageFixture.make(sizes: [500])
        let registry = MemoryRegistry()
        registry.add(image)
        func guarded(_ answers: Bool) throws -> FaultServer {
            try FaultServer { request in
                guard request.headers.contains(name: "authorization"), answers else {
                    return .text(401, "", [("www-authenticate", "Basic realm=\"x\"")])
                }
                return registry.answer(request)
            }
        }
        let (mirror, own) = (try guarded(false), try guarded(true))
        defer {
            mirror.stop()
            own.stop()
        }
        let home = try TemporaryDirectory("home")
        try makeDirectories("\(home.path)/.config/containers")
        let text = "[[registry]]\nlocation = \"\(own.registry)\"\n[[registry.mirror]]\nlocation = \"\(mirror.registry)\"\n"
        try replaceFile("\(home.path)/.config/containers/registries.conf", with: Array(text.utf8))
        let path = home.path
        let bench = try PullBench(registry)
        let store = bench.store
        let name = "\(own.registry)/a/b"
        for token in [nil, "t"] {
            _ = try await withSession(
                .quick {
                    $0.environment["HOME"] = path
                    if let token { $0.bearerToken = token } else { $0.credentials = RegistryCredentials(user: "me", password: "secret") }
                }
            ) { session in
                try await ImagePuller(session: session, store: store).pull(PullRequest(try ImageReference(parsing: name)))
            }
        }
        #expect(mirror.requests.count >= 2)
        #expect(mirror.requests.allSatisfy { !$0.headers.contains(name: "authorization") })
        #expect(own.requests.contains { $0.headers.first(name: "authorization") == "Bearer t" })
    }

    @Test func `a mirror that has troubles for a moment is asked twice, and the registry as often as always`() async throws {
        let image = try ImageFixture.make(sizes: [500])
        let registry = MemoryRegistry()
        registry.add(image)
        let bench = try PullBench(registry)
        let mirrors = [
            try FaultServer { _ in .text(503, "") }, try FaultServer { _ in .text(429, "", [("retry-after", "5")]) },
        ]
        defer { for mirror in mirrors { mirror.stop() } }
        let home = try TemporaryDirectory("home")
        try makeDirectories("\(home.path)/.config/containers")
        let text =
            "[[registry]]\nlocation = \"\(bench.server.registry)\"\n"
            + mirrors.map { "[[registry.mirror]]\nlocation = \"\($0.registry)\"\n" }.joined()
        try replaceFile("\(home.path)/.config/containers/registries.conf", with: Array(text.utf8))
        let (path, store, name) = (home.path, bench.store, "\(bench.server.registry)/a/b")
        _ = try await withSession(.quick { $0.environment["HOME"] = path }) { session in
            try await ImagePuller(session: session, store: store).pull(PullRequest(try ImageReference(parsing: name)))
        }
        #expect(mirrors.map(\.requests.count) == [2, 1])
    }
}
