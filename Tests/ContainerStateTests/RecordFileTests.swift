import ContainerState
import Linux
import TestSupport
import Testing

@Suite struct RecordFileTests {
    @Test func `the checksum is the one of the standard`() {
        // RFC 3720, appendix B.4: 32 bytes of zeros; and the check value of the polynomial for "123456789".
        #expect(CRC32C.checksum(of: [UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xe306_9283)
    }

    @Test func `a record is read back as it was written`() throws {
        let directory = try TemporaryDirectory("record")
        let record = ExitRecord(code: 3, startedAt: Timestamp(seconds: 5), outOfMemory: true, error: "é\n\"")
        try RecordFile.write(record, to: "\(directory.path)/exit")
        let back = try RecordFile.read(ExitRecord.self, from: "\(directory.path)/exit")
        #expect(back?.code == 3)
        #expect(back?.error == "é\n\"")
        #expect(try RecordFile.read(ExitRecord.self, from: "\(directory.path)/none") == nil)
        #expect(try RecordFile.bootID(of: "\(directory.path)/exit") == BootIdentity.current())
    }

    @Test(arguments: ["", "apus-record 1 5 00000000 x\n{}", "garbage\n", "apus-record 2 2 00000000 x\n{}\n"])
    func `a damaged record is an error that names the file`(_ text: String) throws {
        let directory = try TemporaryDirectory("record")
        let path = "\(directory.path)/exit"
        try replaceFile(path, with: Array(text.utf8))
        let error = #expect(throws: StateError.self) { _ = try RecordFile.read(ExitRecord.self, from: path) }
        #expect(error?.description.contains(path) == true)
    }

    @Test func `every single changed bit of a record is noticed`() throws {
        let directory = try TemporaryDirectory("record")
        let path = "\(directory.path)/summary"
        try RecordFile.write(ExitRecord(code: 1, startedAt: nil, finishedAt: Timestamp(seconds: 1)), to: path)
        let bytes = try readFile(path)
        let bodyStart = bytes.firstIndex(of: 10)! + 1
        for index in bodyStart..<(bytes.count - 1) {
            var changed = bytes
            changed[index] ^= 1
            #expect(throws: StateError.self) { _ = try RecordFile.decode(ExitRecord.self, changed, path: path) }
        }
    }
}
