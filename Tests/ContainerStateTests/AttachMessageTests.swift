import ContainerState
import Testing

@Suite struct AttachMessageTests {
    @Test func `every message survives its packet`() {
        let messages: [AttachMessage] = [
            .standardOutput([0, 1, 255]), .standardError([]), .started(pid: 70_000),
            .failed(code: 127, message: "no such file"), .exited(code: 137), .exited(code: nil),
            .hello(output: true, input: false), .standardInput([10]), .standardInputEnd,
            .resize(rows: 300, columns: 65_535), .notice("chain x drops"),
        ]
        for message in messages { #expect(AttachMessage(packet: message.packet) == message) }
    }

    @Test func `packets that are short or unknown are refused`() {
        for packet: [UInt8] in [[], [3, 1], [4], [5], [5, 1, 2], [10, 1], [13, 1, 2], [99]] {
            #expect(AttachMessage(packet: packet) == nil)
        }
    }
}
