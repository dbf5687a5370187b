internal import OCISpecification
internal import JSONText
import Testing

@testable import RegistryServing

@Suite struct PushedManifestTests {
    private static let digest = "sha256:" + String(repeating: "1", count: 64)
    private static let entry = #"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(digest)","size":3}"#
    private static let manifest = #"{"schemaVersion":2,"config":\#(entry),"layers":[]}"#

    private func parse(_ text: String, _ type: String? = nil) throws -> PushedManifest {
        try PushedManifest(Array(text.utf8), type: type)
    }

    @Test func `a manifest names its configuration, its layers and its subject`() throws {
        let manifest = try parse(
            #"{"schemaVersion":2,"config":\#(Self.entry),"layers":[\#(Self.entry)],"subject":\#(Self.entry),"#
                + #""annotations":{"a":"b"}}"#,
            "application/vnd.oci.image.manifest.v1+json; charset=utf-8")
        #expect(manifest.blobs.count == 2)
        #expect(manifest.subject?.description == Self.digest)
        #expect(manifest.isImage)
        // without a type of its own, an artifact has that of its configuration
        #expect(manifest.artifactType == "application/vnd.oci.image.config.v1+json")
        #expect(manifest.descriptor(try #require(manifest.subject))["annotations"]?["a"]?.stringValue == "b")
    }

    @Test func `an index names manifests`() throws {
        let index = try parse(
            #"{"schemaVersion":2,"manifests":[\#(Self.entry)]}"#, "application/vnd.docker.distribution.manifest.list.v2+json")
        #expect(index.children.count == 1 && index.blobs.isEmpty && index.isIndex)
    }

    @Test func `layers that are had elsewhere need not be here`() throws {
        let foreign = #"{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"\#(Self.digest)","size":3}"#
        #expect(try parse(#"{"schemaVersion":2,"config":\#(Self.entry),"layers":[\#(foreign)]}"#).blobs.count == 1)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"schemaVersion":1}"#, #"{"schemaVersion":2,"layers":[]}"#, #"{"schemaVersion":2,"manifests":{}}"#,
        #"{"schemaVersion":2,"manifests":[],"layers":[]}"#, #"{"schemaVersion":2,"config":{"digest":"sha256:1","size":1}}"#,
        #"{"schemaVersion":2,"config":{"digest":"\#(digest)","size":-1}}"#, #"{"schemaVersion":2,"mediaType":"text/plain"}"#,
    ])
    func `what is no manifest is refused`(text: String) {
        let error = #expect(throws: RegistryServingError.self) { try parse(text) }
        #expect(error?.code == .manifestInvalid)
    }

    @Test func `one that is sent as something else than it calls itself is refused`() {
        let text = #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":\#(Self.entry)}"#
        #expect(throws: RegistryServingError.self) { try parse(text, "application/vnd.docker.distribution.manifest.v2+json") }
    }

    @Test func `one of more than four mebibytes is refused`() {
        let error = #expect(throws: RegistryServingError.self) {
            try PushedManifest([UInt8](repeating: 0x20, count: PushedManifest.limit + 1), type: nil)
        }
        #expect(error?.code == .sizeInvalid)
        #expect(error?.status == 413)
    }
}
