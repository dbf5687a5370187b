import OCISpecification
import Testing

@Suite struct PlatformTests {
    @Test(arguments: [
        ("linux/amd64", "linux/amd64"), ("linux/x86_64", "linux/amd64"), ("linux/arm64/v8", "linux/arm64"),
        ("linux/aarch64", "linux/arm64"), ("linux/arm", "linux/arm/v7"), ("linux/arm/6", "linux/arm/v6"),
        ("linux/armhf", "linux/arm/v7"), ("Linux/ARM/v5", "linux/arm/v5"), ("windows/amd64", "windows/amd64"),
        ("linux/amd64/v1", "linux/amd64"), ("linux/amd64/v3", "linux/amd64/v3"), ("s390x", "linux/s390x"),
        ("arm64", "linux/arm64"), ("i386", "linux/386"), ("linux/riscv64", "linux/riscv64"),
        ("macos/arm64", "darwin/arm64"),
    ])
    func `platforms are read in the names of Go`(text: String, expected: String) throws {
        #expect(try Platform(parsing: text).description == expected)
    }

    @Test func `an operating system alone has the architecture of the host`() throws {
        #expect(try Platform(parsing: "linux").architecture == Platform.host.architecture)
    }

    @Test(arguments: ["", "/", "linux/", "linux/amd64/v1/x", "nosuch", "linux/a b", "../x"])
    func `what is no platform is refused`(text: String) {
        #expect(throws: PlatformError.self) { try Platform(parsing: text) }
    }

    @Test func `a machine runs the variants below its own`() throws {
        func runs(_ host: String, _ image: String) throws -> Bool {
            try Platform(parsing: host).runs(try Platform(parsing: image))
        }
        #expect(try runs("linux/arm/v7", "linux/arm/v6"))
        #expect(try !runs("linux/arm/v6", "linux/arm/v7"))
        #expect(try runs("linux/arm64", "linux/arm64/v8"))
        #expect(try runs("linux/arm64", "linux/arm/v7"))
        #expect(try runs("linux/amd64", "linux/386"))
        #expect(try !runs("linux/amd64", "linux/arm64"))
        #expect(try !runs("linux/amd64", "linux/amd64/v3"))
        #expect(try runs("linux/amd64/v3", "linux/amd64/v2"))
        #expect(try !runs("linux/amd64", "windows/amd64"))
        #expect(Platform(architecture: "arm64").runs(Platform(architecture: "arm64", variant: "v8")))
    }

    private func descriptor(_ number: Int, _ platform: String?, _ annotations: [String: String]? = nil) throws
        -> ContentDescriptor
    {
        ContentDescriptor(
            mediaType: MediaType.manifest,
            digest: Digest(algorithm: "sha256", hex: String(repeating: "\(number)", count: 64)), size: 1,
            annotations: annotations, platform: try platform.map { try Platform(parsing: $0) })
    }

    @Test func `the best manifest of an index is found`() throws {
        let index = ImageIndex(
            schemaVersion: 2,
            manifests: [
                try descriptor(1, "linux/386"), try descriptor(2, "linux/amd64"), try descriptor(3, "linux/arm/v6"),
                try descriptor(4, "linux/arm/v7"), try descriptor(5, "linux/amd64"),
                try descriptor(6, "linux/s390x", ["vnd.docker.reference.type": "attestation-manifest"]),
            ])
        func found(_ text: String) throws -> String? {
            index.manifest(for: try Platform(parsing: text)).map { String($0.digest.hex.prefix(1)) }
        }
        #expect(try found("linux/amd64") == "2")
        #expect(try found("linux/386") == "1")
        #expect(try found("linux/arm/v7") == "4")
        #expect(try found("linux/arm/v6") == "3")
        #expect(try found("linux/arm64") == "4")
        #expect(try found("linux/s390x") == nil)
        #expect(try found("windows/amd64") == nil)
        #expect(index.platforms.count == 5)
        let single = ImageIndex(schemaVersion: 2, manifests: [try descriptor(9, nil)])
        #expect(single.manifest(for: .host) != nil)
    }
}
