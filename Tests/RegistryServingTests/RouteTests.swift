import OCISpecification
import Testing

@testable import RegistryServing

@Suite struct RouteTests {
    private let digest = "sha256:" + String(repeating: "a", count: 64)

    private func route(_ uri: String) throws -> RegistryRoute? {
        guard let target = RequestTarget(uri) else { return nil }
        return try RegistryRoute.parse(target.segments)
    }

    @Test func `every path of the specification has a meaning`() throws {
        let name = try RepositoryName(parsing: "team/app")
        #expect(try route("/v2/") == .root)
        #expect(try route("/v2") == .root)
        #expect(try route("/v2/_catalog?n=3") == .catalog)
        #expect(try route("/v2/team/app/tags/list") == .tags(name))
        #expect(try route("/v2/team/app/manifests/1.0") == .manifest(name, .tag("1.0")))
        #expect(try route("/v2/team/app/manifests/\(digest)") == .manifest(name, .digest(Digest(digest)!)))
        #expect(try route("/v2/team/app/blobs/sha256%3A\(digest.dropFirst(7))") == .blob(name, Digest(digest)!))
        #expect(try route("/v2/team/app/blobs/uploads/") == .uploads(name))
        #expect(try route("/v2/team/app/blobs/uploads?mount=x") == .uploads(name))
        #expect(try route("/v2/team/app/blobs/uploads/abc") == .upload(name, id: "abc"))
        #expect(try route("/v2/team/app/referrers/\(digest)") == .referrers(name, Digest(digest)!))
    }

    @Test func `a path is read from its end, as a name may have any component`() throws {
        #expect(try route("/v2/blobs/uploads/tags/list") == .tags(try RepositoryName(parsing: "blobs/uploads")))
        #expect(try route("/v2/a/manifests/manifests/b") == .manifest(try RepositoryName(parsing: "a/manifests"), .tag("b")))
    }

    @Test func `a name that no tag can have is an error for who puts it, and nothing for who asks`() throws {
        let segments = ["v2", "a", "manifests", ".x"]
        #expect(throws: RegistryServingError.self) { try RegistryRoute.parse(segments) }
        let error = #expect(throws: RegistryServingError.self) { try RegistryRoute.parse(segments, isWritten: false) }
        #expect(error?.code == .manifestUnknown && error?.status == 404)
    }

    @Test(arguments: ["/v1/x", "/", "x", "/v2/a", "/v2/a/manifests/b/", "/v2/a/x/y", "/v2/%zz/manifests/b", "/v2/a%00/manifests/b"])
    func `other paths have none`(uri: String) throws {
        #expect(try route(uri) == nil)
    }

    @Test(arguments: [
        "..", "../x", "a/../b", "a/./b", ".a", "_blobs", "a/_tags", "A", "a//b", "/a", "a/", "a..b", "a___b", "a b", "a%2f..%2fb", "a-",
        "-a",
        "a.", "ä", String(repeating: "a", count: 256),
    ])
    func `a name that could be another path is refused`(name: String) throws {
        let error = #expect(throws: RegistryServingError.self) { try route("/v2/\(name)/tags/list") }
        #expect(error?.code == .nameInvalid)
        #expect(error?.status == 400)
    }

    @Test(arguments: ["a", "a/b/c", "a.b_c__d---e/f1", "0", String(repeating: "a", count: 255)])
    func `a name of the grammar is taken`(name: String) throws {
        #expect(try RepositoryName(parsing: name).description == name)
    }

    @Test(arguments: [".x", "-x", "a:b", "a b", "", "..", String(repeating: "t", count: 129)])
    func `a word that is no tag is refused`(tag: String) {
        #expect(throws: RegistryServingError.self) { try ManifestReference(parsing: tag) }
    }

    @Test func `digests of other algorithms or lengths are refused`() throws {
        for text in ["sha256:abc", "md5:" + String(repeating: "a", count: 32), "sha256:" + String(repeating: "A", count: 64)] {
            let error = #expect(throws: RegistryServingError.self) { try route("/v2/a/blobs/\(text)") }
            #expect(error?.code == .digestInvalid)
        }
    }
}
