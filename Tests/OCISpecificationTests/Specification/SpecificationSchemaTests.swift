import JSONText
import OCISpecification
import TestSupport
import Testing

/// The names of the schemas beside those that our types read: nothing of the specification is unknown to us.
@Suite(.enabled(if: SpecificationFiles.found != nil, "the source package of the specification could not be fetched"))
struct SpecificationSchemaTests {
    private let files = SpecificationFiles.found!

    private func names(_ value: JSONValue) -> Int {
        (value.objectValue?.members ?? []).map { 1 + names($0.value) }.reduce(0, +) + (value.arrayValue ?? []).map(names).reduce(0, +)
    }

    @Test(arguments: [("config", 280), ("state", 6), ("features", 30)])
    func `a file with every name of the schema is read and written again with every one`(kind: String, least: Int) throws {
        let schema = try JSONSchema(files, "\(kind)-schema.json")
        let full = try schema.fullInstance()
        #expect(try schema.faults(full) == [])
        #expect(names(full) >= least, "the schema has only \(names(full)) names")
        let bytes = Array(full.text.utf8)
        let written =
            switch kind {
            case "config": try JSON.encode(JSON.decode(RuntimeConfiguration.self, from: bytes))
            case "state": try JSON.encode(JSON.decode(RuntimeState.self, from: bytes))
            default: try JSON.encode(JSON.decode(RuntimeFeatures.self, from: bytes))
            }
        #expect(try JSONDifference.lost(full, JSONValue(parsing: written)) == [])
    }

    @Test func `the reader of schemas sees what is wrong`() throws {
        let schema = try JSONSchema(files, "config-schema.json")
        for (text, fault) in [
            ("{}", ".ociVersion is missing"),
            (#"{"ociVersion":1}"#, ".ociVersion is a number, not of type string"),
            (#"{"ociVersion":"1.0.0","linux":{"namespaces":[{"type":"net"}]}}"#, ".linux.namespaces[0] fits none of its alternatives"),
            (#"{"ociVersion":"1.0.0","linux":{"devices":[{"type":"x","path":"/d"}]}}"#, ".linux.devices[0].type is `x`"),
            (#"{"ociVersion":"1.0.0","linux":{"rootfsPropagation":"sideways"}}"#, ".linux.rootfsPropagation may not be \"sideways\""),
        ] {
            let faults = try schema.faults(JSONValue(parsing: text))
            #expect(faults.contains { $0.hasPrefix(fault) }, "\(text): \(faults)")
        }
        for (name, bytes) in try files.cases("config", good: false) where name != "invalid-json.json" {
            #expect(try schema.faults(JSONValue(parsing: bytes)) != [], "\(name)")
        }
    }
}
