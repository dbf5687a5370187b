internal import RegistryAccess
import OCISpecification
import Testing

@testable import ContainerEngine

@Suite struct SyncFileTests {
    @Test(arguments: [
        (#"^1\.13\.[12]-alpine-perl$"#, "1.13.2-alpine-perl", true), (#"^1\.13\.[12]-alpine-perl$"#, "1x13.2-alpine-perl", false),
        (#"^v\d+\.\d{1,2}$"#, "v12.34", true), (#"^v\d+\.\d{1,2}$"#, "v1.345", false), (#"^\D"#, "1", false), (#"^\w+$"#, "a_b", true),
        (#"^(?:a|b)c?$"#, "b", true), (#"\Ax\z"#, "x", true), (#"\Ax\z"#, "xy", false), (#"^[\d.]+$"#, "1.2", true),
        (#"^[\d.]+$"#, "1\\2", false),
        (#"^[^\d]+$"#, "ab", true), (#"^[^\d]+$"#, "a1", false), (#"^[a\]\-x]+$"#, "a]-x", true), (#"^[a\-z]$"#, "m", false),
        (#"^[]a]+$"#, "]a", true), (#"^[[:digit:]a]+$"#, "1a", true), (#"^[\^a]$"#, "^", true), (#"^[\^]$"#, "^", true),
        ("rc", "1-rc2", true),
    ])
    func `expressions of Go fit the same tags`(_ text: String, _ tag: String, _ fits: Bool) throws {
        #expect(try SyncPattern(text).matches(tag) == fits)
    }

    @Test(arguments: ["(?i)a", "a*?", #"\pL"#, #"[\S]"#, "[a", "(a", #"a\"#, #"\Q.\E"#])
    func `expressions that POSIX has no words for are refused`(_ text: String) {
        #expect(throws: SyncPattern.Fault.self) { try SyncPattern(text) }
    }

    @Test(arguments: [
        (">= 3.12.0", "3.12.0 3.13 4.0.0", "3.11.9 latest 3.13.0-rc1"), ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
        ("^1.2.3", "1.2.3 1.9.0", "2.0.0"),
        ("^0.2.3", "0.2.3 0.2.9", "0.3.0"), ("1.2.x", "1.2.0 1.2.7", "1.3.0"), ("1.2 - 1.4", "1.2.0 1.4.9 v1.3", "1.5.0 1.1"),
        (">1.2, <2.0.0 || =3.0.0", "1.3.0 3.0.0", "1.2.5 2.0.0 3.0.1"), ("!=1.0.0", "1.0.1", "1.0.0"), ("*", "1 0.0.1", "x"),
        (">= 1.0.0-beta.2", "1.0.0-beta.11 1.0.0", "1.0.0-beta.1 1.0.0-alpha"), ("<=1.2", "1.2.9 0.1", "1.3.0"), ("~1", "1.9.0", "2.0.0"),
    ])
    func `ranges hold the versions that semver says`(_ text: String, _ inside: String, _ outside: String) throws {
        let range = try VersionRange(text)
        for word in inside.split(separator: " ") {
            #expect(SemanticVersion(String(word)).map { range.contains($0) } == true, "\(word) in \(text)")
        }
        for word in outside.split(separator: " ") {
            #expect(SemanticVersion(String(word)).map { range.contains($0) } != true, "\(word) in \(text)")
        }
    }

    @Test func `a file names repositories with what is to be copied of each and how they are reached`() throws {
        let text = """
            registry.example.com:5000:
              images:
                busybox: []
                redis: ["1.0", 2.0, "sha256:\(String(repeating: "0", count: 64))"]
                all:
              images-by-tag-regex: {nginx: ^1}
              images-by-semver:
                alpine: ">= 3.12.0"
              credentials: {username: me, password: "s:ecret"}
              tls-verify: false
              cert-dir: /certs
            quay.io:
              images: {a/b: [latest]}
            """
        let entries = try SyncFile.entries(Array(text.utf8))
        #expect(entries.map(\.repository) == ["busybox", "redis", "all", "nginx", "alpine", "a/b"])
        guard case .all = entries[0].selection, case .all = entries[2].selection, case .like = entries[3].selection,
            case .within = entries[4].selection, case .some(let tags) = entries[1].selection
        else {
            Issue.record("\(entries)")
            return
        }
        #expect(tags[..<2] == ["1.0", "2.0"])
        #expect(entries[0].access.credentials?.password == "s:ecret")
        #expect(entries[4].access.verifiesTLS == false && entries[4].access.certificateDirectory == "/certs")
        #expect(entries[5].access.verifiesTLS == nil && entries[5].access.credentials == nil)
    }

    @Test(arguments: [
        ("a:\n  imagse: {}", "imagse"), ("a: [1]", "no mapping"), ("a:\n  images: {b: 1}", "no list"),
        ("a:\n  tls-verify: 1", "true or false"),
        ("a:\n  credentials: {user: x}", "user of credentials"), ("a:\n  images-by-tag-regex: {b: '('}", "expression"),
        ("a:\n  images-by-semver: {b: '>= x.1'}", "versions"),
    ])
    func `what is not understood in a file is told by its line`(_ text: String, _ word: String) {
        do {
            _ = try SyncFile.entries(Array(text.utf8))
            Issue.record("it was read")
        } catch { #expect("\(error)".contains(word), "\(error)") }
    }
}
