import JSONText
import OCISpecification
import TestSupport
import Testing

/// Everything that the runtime specification gives as an example is read and written again as it was.
@Suite(.enabled(if: SpecificationFiles.found != nil, "the source package of the specification could not be fetched"))
struct SpecificationExampleTests {
    private let files = SpecificationFiles.found!

    private func again(_ value: JSONValue) throws -> JSONValue {
        try JSONValue(parsing: JSON.encode(JSON.decode(RuntimeConfiguration.self, from: Array(value.text.utf8))))
    }

    /// Where members belong that a page shows without what is around them.
    private func configuration(_ members: JSONObject, section: String?) -> JSONValue {
        if members["ociVersion"] != nil && members.count > 1 { return .object(members) }
        var whole = JSONObject([("ociVersion", "1.2.0")])
        let first = members.keys[0]
        let resources = ["memory", "cpu", "blockIO", "hugepageLimits", "network", "pids", "rdma", "unified"]
        let isRule = first == "devices" && members["devices"]?[0]?["allow"] != nil
        let isWhole = ["linux", "windows", "ociVersion"].contains(first)
        if isWhole || section == nil {
            for member in members.members { whole[member.key] = member.value }
        } else if section == "linux" && (resources.contains(first) || isRule) {
            whole["linux"] = ["resources": .object(members)]
        } else {
            whole[section!] = .object(members)
        }
        return .object(whole)
    }

    /// How many blocks each page has, and how many of these are not JSON: users of Windows, and two dots for what was left out.
    @Test(
        arguments: [
            ("config.md", nil, 14, 1), ("config-linux.md", "linux", 20, 0), ("config-vm.md", "vm", 3, 0),
            ("config-windows.md", "windows", 9, 1), ("config-solaris.md", "solaris", 6, 0),
        ] as [(String, String?, Int, Int)])
    func `every example of a page is there and back`(page: String, section: String?, least: Int, broken: Int) throws {
        let examples = try files.examples(page)
        #expect(examples.count >= least)
        #expect(examples.filter { $0 == nil }.count <= broken)
        for (index, example) in examples.enumerated() {
            guard let members = example?.objectValue, members["fds"] == nil else { continue }
            let whole = configuration(members, section: section)
            #expect(try JSONDifference.between(whole, again(whole)) == [], "example \(index + 1) of \(page)")
        }
    }

    @Test func `the state that goes to a seccomp listener is there and back`() throws {
        let example = try #require(try files.examples("config-linux.md").first { $0?["fds"] != nil } ?? nil)
        let state = try JSON.decode(ContainerProcessState.self, from: Array(example.text.utf8))
        #expect(try JSONValue(parsing: JSON.encode(state)) == example)
    }

    @Test func `the states and features of the pages are there and back`() throws {
        for case let example? in try files.examples("runtime.md") {
            #expect(try JSONValue(parsing: JSON.encode(JSON.decode(RuntimeState.self, from: Array(example.text.utf8)))) == example)
        }
        for (page, isLinux) in [("features.md", false), ("features-linux.md", true)] {
            let examples = try files.examples(page).compactMap { $0 }
            #expect(examples.count > 4)
            for example in examples {
                var whole = JSONObject([("ociVersionMin", "1.0.0"), ("ociVersionMax", "1.2.0")])
                if isLinux {
                    whole["linux"] = example
                } else {
                    for member in example.objectValue?.members ?? [] { whole[member.key] = member.value }
                }
                let value = JSONValue.object(whole)
                let features = try JSON.decode(RuntimeFeatures.self, from: Array(value.text.utf8))
                #expect(try JSONValue(parsing: JSON.encode(features)) == value, "\(page)")
            }
        }
    }

    @Test(arguments: ["config", "state", "features"]) func `the good cases of the schemas are there and back`(kind: String) throws {
        let cases = try files.cases(kind, good: true)
        #expect(!cases.isEmpty)
        let schema = try JSONSchema(files, "\(kind)-schema.json")
        for (name, bytes) in cases {
            let value = try JSONValue(parsing: bytes)
            let written =
                switch kind {
                case "config": try JSON.encode(JSON.decode(RuntimeConfiguration.self, from: bytes))
                case "state": try JSON.encode(JSON.decode(RuntimeState.self, from: bytes))
                default: try JSON.encode(JSON.decode(RuntimeFeatures.self, from: bytes))
                }
            let differences = try JSONDifference.between(value, JSONValue(parsing: written))
            // Its place was this before 1.0. The schema does not know it there either, and readers pass over what they do not know.
            let old = ".linux.resources.oomScoreAdj: 100 became nothing"
            #expect(differences.filter { $0 != old } == [], "\(name)")
            #expect(try schema.faults(value) == [], "\(name)")
        }
    }

    /// The size of a huge page is a text that has to be looked at: the runtime does, before anything is made.
    @Test(arguments: ["config", "state", "features"]) func `the bad cases of the schemas are refused`(kind: String) throws {
        let cases = try files.cases(kind, good: false).filter { $0.name != "linux-hugepage.json" }
        #expect(!cases.isEmpty)
        for (name, bytes) in cases {
            #expect(throws: JSONError.self, "\(name)") {
                switch kind {
                case "config": _ = try JSON.decode(RuntimeConfiguration.self, from: bytes)
                case "state": _ = try JSON.decode(RuntimeState.self, from: bytes)
                default: _ = try JSON.decode(RuntimeFeatures.self, from: bytes)
                }
            }
        }
    }
}
