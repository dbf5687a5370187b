import Testing

@testable import ContainerRuntime

@Suite struct CriuMessageTests {
    @Test func `numbers and texts are written as protocol buffers have them`() {
        var message = ProtocolBufferWriter()
        message.add(1, Int32(150))
        message.add(2, "testing")
        message.add(63, true)
        message.add(3) { $0.add(1, Int64(-1)) }
        #expect(
            message.bytes == [0x08, 0x96, 0x01, 0x12, 7] + Array("testing".utf8) + [0xf8, 0x03, 0x01]
                + [0x1a, 11, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
    }

    @Test func `what is written is read again`() throws {
        var message = ProtocolBufferWriter()
        message.add(5, Int64.max)
        message.add(300, "ä")
        var reader = ProtocolBufferReader(message.bytes[...])
        #expect(try reader.next()?.value == .number(UInt64(Int64.max)))
        let second = try reader.next()
        #expect(second?.field == 300 && second?.value == .content(Array("ä".utf8)[...]))
        #expect(try reader.next() == nil)
    }

    @Test func `damaged messages are errors and never read beyond their end`() {
        let samples: [[UInt8]] = [
            [0x08], [0x08, 0x80], [0x12, 5, 1], [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            [0x0d, 1, 2], [0x09, 1], [0x0b], [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
        ]
        for bytes in samples {
            var reader = ProtocolBufferReader(bytes[...])
            #expect(throws: ProtocolBufferReader.Damage.self, "\(bytes)") { while try reader.next() != nil {} }
        }
    }

    @Test func `a request says what criu is to do`() {
        #expect(CriuRequest(.version).bytes == [0x08, 10])
        #expect(CriuRequest(.features).bytes == [0x08, 9, 0x2a, 2, 0x08, 1])
        #expect(CriuRequest(.notification, accepts: false).bytes == [0x08, 6, 0x18, 0])
        var asked = CheckpointOptions()
        asked.leavesRunning = true
        var options = CriuOptions(imageDirectory: 5, logFile: "dump.log", root: "/r", process: 300, asked: asked)
        options.externalMounts = [("/a", "/b")]
        let expected: [UInt8] =
            [0x08, 5, 0x10, 0xac, 0x02, 0x18, 1, 0x20, 0, 0x28, 0, 0x38, 0, 0x40, 0, 0x48, 4, 0x52, 8]
            + Array("dump.log".utf8) + [0x60, 1, 0x6a, 2] + Array("/r".utf8) + [0x80, 0x01, 0]
            + [0xba, 0x01, 8, 0x0a, 2] + Array("/a".utf8) + [0x12, 2] + Array("/b".utf8)
            + [0xc0, 0x01, 1, 0x90, 0x02, 6, 0xb0, 0x02, 0x80, 0x80, 0x80, 0x80, 0x04, 0x80, 0x03, 0, 0x90, 0x03, 1]
        #expect(
            CriuRequest(.dump, options).bytes == [0x08, 1, 0x12, UInt8(expected.count)] + expected,
            "\(CriuRequest(.dump, options).bytes)")
    }

    @Test func `answers and notifications are read`() throws {
        let notification = try CriuResponse([0x08, 6, 0x10, 1, 0x2a, 8, 0x0a, 3] + Array("abc".utf8) + [0x10, 0x96, 0x01])
        #expect(notification.notification == "abc" && notification.process == 150 && notification.success)
        let failure = try CriuResponse([0x08, 1, 0x10, 0, 0x38, 22, 0x4a, 2] + Array("no".utf8))
        #expect(!failure.success && failure.error == 22 && failure.message == "no" && failure.notification == nil)
        let version = try CriuResponse([0x08, 10, 0x10, 1, 0x52, 6, 0x08, 4, 0x10, 1, 0x20, 2])
        #expect(version.version?.major == 4 && version.version?.minor == 1 && version.version?.patch == 2)
        #expect(try CriuResponse([0x08, 2, 0x10, 1, 0x22, 2, 0x08, 77]).process == 77)
        #expect(throws: RuntimeError.self) { _ = try CriuResponse([0x2a, 9, 1]) }
    }

    @Test func `the first error of criu's log is the cause, but for the limit of open files`() {
        let log = """
            (00.000001) Version: 4.1.1
            (00.080896) Error (criu/util.c:1533): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted
            (00.050049) Error (criu/files-reg.c:1790): Can't lookup mount=43 for fd=1 path=/tmp/out
            (00.119266) Error (criu/cr-dump.c:2111): Dumping FAILED.
            """
        #expect(CriuLog.cause(in: Array(log.utf8)) == "Can't lookup mount=43 for fd=1 path=/tmp/out")
        #expect(CriuLog.cause(in: []) == nil)
    }

    @Test func `facts of a process are read from its status`() {
        let facts = ProcessFacts(Array("Name:\tx\nCapBnd:\t00000000000000ff\nSeccomp:\t2\nSeccomp_filters:\t1\n".utf8))
        #expect(facts.mask("CapBnd") == 255 && facts.number("Seccomp") == 2 && facts.number("NoNewPrivs") == nil)
    }
}
