internal import OCISpecification
import ImageStorage
import Linux
import Testing

@testable import ContainerEngine

@Suite struct ImageFilterTests {
    private func match(_ pattern: String, _ text: String) -> Bool {
        ReferencePattern.matches(pattern: Array(pattern.unicodeScalars), Array(text.unicodeScalars))
    }

    @Test func `patterns match as Go's path.Match does`() {
        let golden: [(String, String, Bool)] = [
            ("abc", "abc", true), ("*", "abc", true), ("*c", "abc", true), ("a*", "a", true), ("a*", "ab/c", false),
            ("a*/b", "abc/b", true), ("a*/b", "a/c/b", false), ("a*b*c*d*e*/f", "axbxcxdxe/f", true),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/f", true), ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", false),
            ("a*b?c*x", "abxbbxdbxebxczzx", true), ("a*b?c*x", "abxbbxdbxebxczzy", false), ("ab[c]", "abc", true),
            ("ab[b-d]", "abc", true), ("ab[e-g]", "abc", false), ("ab[^c]", "abc", false), ("ab[^e-g]", "abc", true),
            ("a\\*b", "a*b", true), ("a\\*b", "ab", false), ("a?b", "a/b", false), ("a*b", "a/b", false),
            ("[a", "a", false),
            ("*x", "xxx", true), ("", "", true), ("", "a", false),
        ]
        for (pattern, text, expected) in golden { #expect(match(pattern, text) == expected, "\(pattern) \(text)") }
    }

    @Test func `names are found by any part of them`() throws {
        let name = try ImageName(parsing: "registry.example.com/team/app:1")
        for pattern in [
            "registry.example.com/team/app:1", "registry.example.com/team/app", "team/app", "team/app:1", "app",
            "app:1", "a*",
            "*/app", "registry*/*/app",
        ] { #expect(ReferencePattern.matches(pattern, name), "\(pattern)") }
        for pattern in ["app:2", "team", "other/app", "example.com/team/app"] {
            #expect(!ReferencePattern.matches(pattern, name), "\(pattern)")
        }
    }

    @Test func `filters leave out images and names`() throws {
        let fixture = try EngineFixture()
        let engine = fixture.engine
        let old = Timestamp(rfc3339: "2020-01-01T00:00:00Z")!
        let first = try fixture.importImage(
            ["tiny:1", "tiny:2", "quay.io/x/y"], text: "1", changes: ["LABEL a=b"], created: old)
        let second = try fixture.importImage([], text: "2")
        func list(_ filters: String...) throws -> [String] {
            let filter = try ImageFilter(filters, engine: engine)
            return try engine.images.images().flatMap { image in
                try filter.names(of: image, users: [second.hex: ["c"]])
                    .map { $0.isEmpty ? [image.id == second ? "second" : "?"] : $0.map(\.description) } ?? []
            }
        }
        let all = ["localhost/tiny:1", "localhost/tiny:2", "quay.io/x/y:latest"]
        #expect(try list() == ["second"] + all)
        #expect(try list("dangling=true") == ["second"])
        #expect(try list("dangling=false") == all)
        #expect(try list("reference=tiny") == ["localhost/tiny:1", "localhost/tiny:2"])
        #expect(try list("reference=tiny:2") == ["localhost/tiny:2"])
        #expect(try list("reference=*:1", "reference=quay.io/*/*") == ["localhost/tiny:1", "quay.io/x/y:latest"])
        #expect(try list("reference=\(first.hex.prefix(12))") == all)
        #expect(try list("label=a") == all)
        #expect(try list("label=a=c") == [])
        #expect(try list("label!=a=b") == ["second"])
        #expect(try list("before=\(second.hex)") == all)
        #expect(try list("since=tiny:1") == ["second"])
        #expect(try list("until=2021-01-01") == all)
        #expect(try list("until=24h") == all)
        #expect(try list("id=\(second.hex.prefix(10))") == ["second"])
        #expect(try list("containers=true") == ["second"])
        #expect(try list("containers=false", "dangling=false") == all)
        for bad in ["foo=bar", "dangling", "dangling=perhaps", "before=nope", "until=never"] {
            #expect(throws: EngineError.self, "\(bad)") { _ = try list(bad) }
        }
    }

    @Test func `names without a registry are of this machine`() throws {
        #expect(try LocalImageName.parse("foo").description == "localhost/foo:latest")
        #expect(try LocalImageName.parse("team/foo:2").description == "localhost/team/foo:2")
        #expect(try LocalImageName.parse("docker.io/foo").description == "docker.io/library/foo:latest")
        #expect(try LocalImageName.parse("quay.io/a/b:c").description == "quay.io/a/b:c")
        #expect(try LocalImageName.parse("localhost:5000/b").description == "localhost:5000/b:latest")
        #expect(throws: EngineError.self) { _ = try LocalImageName.parse("Not A Name") }
    }
}
