import Testing

@testable import RegistryAccess

@Suite struct CRC64Tests {
    @Test func `the checksum of tar-split is that of Go's CRC-64 ISO`() {
        var sum = CRC64()
        for part in ["1234", "56789"] {
            let bytes = Array(part.utf8)
            unsafe bytes.withUnsafeBytes { unsafe sum.update($0) }
        }
        #expect(sum.bytes == [0xb9, 0x09, 0x56, 0xc7, 0x75, 0xa4, 0x10, 0x01])
    }
}
