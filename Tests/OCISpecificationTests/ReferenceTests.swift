import OCISpecification
import Testing

@Suite struct ReferenceTests {
    private static let hash = String(repeating: "0a", count: 32)

    @Test(arguments: [
        ("debian", "docker.io/library/debian", "debian"),
        ("debian:12", "docker.io/library/debian:12", "debian:12"),
        ("me/app", "docker.io/me/app", "me/app"),
        ("docker.io/debian", "docker.io/library/debian", "debian"),
        ("index.docker.io/library/debian", "docker.io/library/debian", "debian"),
        ("docker.io/library/a/b", "docker.io/library/a/b", "library/a/b"),
        ("localhost/app:t", "localhost/app:t", "localhost/app:t"),
        ("localhost:5000/app", "localhost:5000/app", "localhost:5000/app"),
        ("quay.io/org/app:v1.2_x-y", "quay.io/org/app:v1.2_x-y", "quay.io/org/app:v1.2_x-y"),
        ("Registry/app", "Registry/app", "Registry/app"),
        ("[::1]:5000/app", "[::1]:5000/app", "[::1]:5000/app"),
        ("a__b/c--d/e.f/g_h", "docker.io/a__b/c--d/e.f/g_h", "a__b/c--d/e.f/g_h"),
        ("app@sha256:\(hash)", "docker.io/library/app@sha256:\(hash)", "app@sha256:\(hash)"),
        ("app:1@sha256:\(hash)", "docker.io/library/app:1@sha256:\(hash)", "app:1@sha256:\(hash)"),
        ("127.0.0.1/x", "127.0.0.1/x", "127.0.0.1/x"),
    ])
    func `names are made whole and familiar as docker does`(text: String, whole: String, familiar: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.description == whole)
        #expect(reference.familiar == familiar)
        #expect(try ImageReference(parsing: whole) == reference)
    }

    @Test(arguments: [
        ("Foo", "invalid reference format: repository name (library/Foo) must be lowercase"),
        ("me/App:1", "invalid reference format: repository name (me/App) must be lowercase"),
        ("", "invalid reference format"),
        (":tag", "invalid reference format"),
        ("app:", "invalid reference format"),
        ("app:-x", "invalid reference format"),
        ("app:a b", "invalid reference format"),
        ("app@", "invalid reference format"),
        ("app@sha256:abc", "invalid reference format"),
        ("app@sha256:\(hash)@sha256:\(hash)", "invalid reference format"),
        ("-app", "invalid reference format"),
        ("app-", "invalid reference format"),
        ("a..b", "invalid reference format"),
        ("a___b", "invalid reference format"),
        ("a._b", "invalid reference format"),
        ("a//b", "invalid reference format"),
        ("/a", "invalid reference format"),
        ("a/", "invalid reference format"),
        ("host:port/a", "invalid reference format"),
        ("-host.x/a", "invalid reference format"),
        ("../../etc", "invalid reference format"),
        ("é", "invalid reference format"),
        ("https://quay.io/a", "invalid reference format"),
        (hash, "invalid repository name (\(hash)), cannot specify 64-byte hexadecimal strings"),
        (String(repeating: "a", count: 300), "repository name must not be more than 255 characters"),
        ("app@sha512:\(hash)", "invalid digest \"sha512:\(hash)\": a sha512 hash has 128 digits, this has 64"),
    ])
    func `errors are docker's`(text: String, message: String) throws {
        let error = try #require(throws: ImageReferenceError.self) { try ImageReference(parsing: text) }
        #expect(error.description == message)
    }

    @Test func `tags and digests are put on`() throws {
        let reference = try ImageReference(parsing: "debian")
        #expect(reference.withDefaultTag.familiar == "debian:latest")
        #expect(try reference.with(tag: "12").familiar == "debian:12")
        #expect(throws: ImageReferenceError.self) { try reference.with(tag: "a/b") }
        let digest = try #require(Digest("sha256:\(Self.hash)"))
        #expect(reference.with(digest: digest).withDefaultTag.tag == nil)
        #expect(try ImageReference(parsing: "x:1").withoutSelector.description == "docker.io/library/x")
    }

    @Test(arguments: [
        "", "sha256", "sha256:", "md5:\(hash)", "sha256:\(hash)0", "sha256:" + String(repeating: "A", count: 64),
        "sha256:" + String(repeating: "g", count: 64), "sha256:../" + String(repeating: "a", count: 61), ":\(hash)",
    ])
    func `what is no digest is refused`(text: String) {
        #expect(throws: DigestError.self) { try Digest(parsing: text) }
    }

    @Test func `a digest is an algorithm and a hash`() throws {
        let digest = try Digest(parsing: "sha256:\(Self.hash)")
        #expect(digest.algorithm == "sha256" && digest.hex == Self.hash && digest.short == "0a0a0a0a0a0a")
        #expect(Digest("sha512:\(Self.hash)\(Self.hash)") != nil)
    }
}
