import Linux
import TestSupport
import Testing

@testable import ContainerRuntime

/// Damaged messages of the bootstrap: those who read them are the runtime and the first process of a container.
@Suite struct MessageFuzzTests {
    private func message(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8]
        switch random.below(5) {
        case 0:
            bytes = BootstrapMessage.failed(
                RuntimeError(.notFound, doing: "execute", subject: String(repeating: "ü", count: random.below(9000)), cause: "x"))
        case 1: bytes = [BootstrapMessage.Kind.process.rawValue] + BootstrapMessage.number(CInt(random.below(1 << 30))) + [1]
        case 2:
            bytes = [BootstrapMessage.Kind.grouped.rawValue] + Array("/a/b\0/sys/fs/cgroup/memory\0memory\0/sys/fs/cgroup/x\0name=x".utf8)
        case 3:
            bytes = [BootstrapMessage.Kind.filter.rawValue] + Array("apusbpf\u{2}".utf8) + Array(repeating: 0, count: 8 * random.below(600))
        default: bytes = (0..<random.below(64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            let at = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes.removeLast(bytes.count - at)
            case 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.insert(contentsOf: [0, 255], at: at)
            default: bytes.remove(at: at)
            }
        }
        return bytes
    }

    @Test func `no message crashes its reader`() throws {
        var run = FuzzRun("messages")
        let pair = try LocalSocket.pair(.sequencedPackets)
        let writer = try pair.first.duplicate()
        let channel = BootstrapChannel(socket: pair.keepingSecond())
        try run.run(seconds: 3) {
            message(&$0)
        } _: { bytes in
            _ = BootstrapMessage.error(in: bytes).description
            _ = BootstrapMessage.number(in: bytes.dropFirst())
            _ = FirstProcess.read(bytes)
            _ = try? FilterCompilation.decode(Array(bytes.dropFirst()))
            _ = try? ContainerGroups(text: bytes.dropFirst())
            if bytes.isEmpty { return false }
            try writer.send(bytes)
            guard let kind = BootstrapMessage.Kind(rawValue: bytes[0]) else { return (try? channel.receive()?.bytes.count) == bytes.count }
            return (try? channel.expect(kind, from: "the fuzzer").bytes.count) == bytes.count
        }
        #expect(run.findings.isEmpty, "\(run.findings.joined(separator: "\n"))")
        #expect(run.inputs > 100 && run.accepted > 0)
    }
}
