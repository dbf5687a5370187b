import Archives
import Testing

@Suite struct CompressionFormatTests {
    @Test func `formats are told by their first bytes and known ones that are not handled are named`() throws {
        #expect(try CompressionFormat.detect([0x1f, 0x8b, 0x08, 0x00]) == .gzip)
        #expect(try CompressionFormat.detect([0x28, 0xb5, 0x2f, 0xfd]) == .zstd)
        #expect(try CompressionFormat.detect([0x5a, 0x2a, 0x4d, 0x18]) == .zstd)
        #expect(try CompressionFormat.detect([]) == .none)
        #expect(try CompressionFormat.detect(Array("usr/".utf8)) == .none)
        let error = #expect(throws: ArchiveError.self) {
            try CompressionFormat.detect([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
        }
        #expect(error?.code == .unsupported)
        #expect(error?.cause.contains("xz") == true)
    }
}
