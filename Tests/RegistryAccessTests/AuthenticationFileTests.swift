import ImageTrust
import Linux
import TestSupport
import Testing

@testable import RegistryAccess

struct AuthenticationFileTests {
    private func found(
        _ text: String, registry: String, repository: String = "a/b", environment: [String: String] = [:]
    ) throws -> RegistryCredentials? {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/auth.json"
        try replaceFile(path, with: Array(text.utf8))
        let file = try #require(try AuthenticationFile(reading: .init(path: path), environment: environment))
        return try file.credentials(registry: registry, repository: repository)
    }

    private func entry(_ text: String) -> String { #"{"auth": "\#(Base64.encode(text.utf8))"}"# }

    @Test func `the most specific entry wins`() throws {
        let text = #"""
            {"auths": {"r.example": \#(entry("host:1")), "r.example/a": \#(entry("space:2")),
            "r.example/a/b": \#(entry("repo:3:x")), "other": \#(entry("no:0"))}}
            """#
        #expect(try found(text, registry: "r.example") == RegistryCredentials(user: "repo", password: "3:x"))
        #expect(try found(text, registry: "r.example", repository: "a/c")?.user == "space")
        #expect(try found(text, registry: "r.example", repository: "z")?.user == "host")
        #expect(try found(text, registry: "r.example:5000") == nil)
    }

    @Test func `Docker Hub is found under its old address`() throws {
        let text = #"{"auths": {"https://index.docker.io/v1/": \#(entry("hub:pw\0\0"))}}"#
        #expect(try found(text, registry: "docker.io") == RegistryCredentials(user: "hub", password: "pw"))
    }

    @Test func `an identity token is read`() throws {
        let text = #"{"auths": {"r": {"auth": "\#(Base64.encode("u:".utf8))", "identitytoken": "tok"}}}"#
        #expect(try found(text, registry: "r")?.identityToken == "tok")
    }

    @Test func `empty entries and empty files hold nothing`() throws {
        #expect(try found(#"{"auths": {"r": {}}}"#, registry: "r") == nil)
        #expect(try found("\n", registry: "r") == nil)
    }

    @Test func `damage is named with its file`() throws {
        #expect(throws: RegistryError.self) { try found("{", registry: "r") }
        let error = #expect(throws: RegistryError.self) {
            try found(#"{"auths": {"r": {"auth": "%%%"}}}"#, registry: "r")
        }
        #expect(error?.code == .credentials)
        #expect(error?.description.contains("auth.json") == true)
    }

    @Test func `files are looked for in the documented order`() {
        let places = AuthenticationFile.places(
            explicit: nil, environment: ["HOME": "/h", "XDG_RUNTIME_DIR": "/x"], user: 7)
        #expect(
            places.map(\.path) == [
                "/x/containers/auth.json", "/h/.config/containers/auth.json", "/h/.docker/config.json", "/h/.dockercfg",
            ])
        let given = AuthenticationFile.places(explicit: nil, environment: ["REGISTRY_AUTH_FILE": "/f"], user: 7)
        #expect(given == [.init(path: "/f", isRequired: true)])
        #expect(
            AuthenticationFile.places(explicit: "/e", environment: ["REGISTRY_AUTH_FILE": "/f"], user: 7)[0].path
                == "/e")
        #expect(
            AuthenticationFile.places(explicit: nil, environment: [:], user: 7)[0].path == "/run/containers/7/auth.json"
        )
    }

    @Test func `a helper is asked, and its refusal told`() throws {
        let directory = try TemporaryDirectory()
        let helper = "\(directory.path)/docker-credential-test"
        let script = """
            #!/bin/sh
            read server
            case "$server" in
            known) echo '{"ServerURL":"known","Username":"u","Secret":"s"}' ;;
            token) echo '{"Username":"<token>","Secret":"t"}' ;;
            locked) echo 'the key ring is locked'; exit 1 ;;
            *) echo 'credentials not found in native keychain'; exit 1 ;;
            esac
            """
        try replaceFile(helper, with: Array(script.utf8), mode: 0o755)
        let environment = ["PATH": "\(directory.path):/usr/bin:/bin"]
        let text = #"{"credsStore": "test"}"#
        #expect(try found(text, registry: "known", environment: environment) == .init(user: "u", password: "s"))
        #expect(try found(text, registry: "token", environment: environment)?.identityToken == "t")
        #expect(try found(text, registry: "strange", environment: environment) == nil)
        let error = #expect(throws: RegistryError.self) {
            try found(text, registry: "locked", environment: environment)
        }
        #expect(error?.description.contains("the key ring is locked") == true)
        let absent = #expect(throws: RegistryError.self) {
            try found(#"{"credHelpers": {"r": "nowhere"}}"#, registry: "r", environment: environment)
        }
        #expect(absent?.description.contains("docker-credential-nowhere") == true)
    }
}
