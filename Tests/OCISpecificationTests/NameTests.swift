import OCISpecification
import Testing

@Suite struct NameTests {
    private static let signals: [(String, Int32)] = [
        ("SIGTERM", 15), ("TERM", 15), ("term", 15), ("sigkill", 9), ("15", 15), ("1", 1), ("RTMIN", 34),
        ("RTMIN+3", 37),
        ("SIGRTMIN+3", 37), ("SIGRTMAX", 64), ("RTMAX-2", 62), ("rtmax-14", 50), ("64", 64), ("WINCH", 28), ("CLD", 17),
        ("IOT", 6), ("POLL", 29), ("SYS", 31), ("STKFLT", 16),
    ]

    @Test(arguments: signals)
    func `signals are read by name and number`(text: String, number: Int32) throws {
        #expect(try Signal(parsing: text).number == number)
    }

    @Test(arguments: [
        "", "SIG", "FOO", "0", "-1", "65", "RTMIN+31", "RTMIN-1", "RTMAX+1", "RTMIN+", "1.5", "SIGSIGTERM",
    ])
    func `what is no signal is refused`(text: String) {
        #expect(throws: SignalError.self) { try Signal(parsing: text) }
    }

    @Test func `every signal has a name that is read again`() throws {
        for number in Int32(1)...64 {
            let signal = try #require(Signal(number: number))
            #expect(try Signal(parsing: signal.name) == signal)
        }
        #expect(Signal.terminate.name == "SIGTERM")
        #expect(Signal(number: 37)?.name == "SIGRTMIN+3")
    }

    @Test func `capabilities have the numbers of the kernel`() {
        #expect(Capability.allCases.count == 41)
        #expect(Capability(parsing: "CAP_CHOWN")?.number == 0)
        #expect(Capability(parsing: "sys_admin")?.number == 21)
        #expect(Capability(parsing: "cap_audit_write")?.number == 29)
        #expect(Capability(parsing: "CHECKPOINT_RESTORE")?.number == 40)
        #expect(Capability.netRaw.name == "CAP_NET_RAW")
        #expect(Capability(parsing: "CAP_NOPE") == nil)
        #expect(Capability(parsing: "ALL") == nil)
        for capability in Capability.allCases { #expect(Capability(parsing: capability.name) == capability) }
        let some: [Capability] = [.chown, .kill, .bpf]
        #expect(Capability.bits(some) == 1 | 1 << 5 | 1 << 39)
        #expect(Capability.named(bits: 1 | 1 << 5 | 1 << 39 | 1 << 60) == some)
    }

    @Test func `names have rules`() throws {
        for text in ["a", "A1_.-b", "0"] { #expect(try ContainerName(parsing: text).text == text) }
        for text in ["", "-a", ".a", "_a", "a/b", "a b", "é", "a\n", String(repeating: "a", count: 256)] {
            #expect(throws: NameError.self) { try ContainerName(parsing: text) }
        }
        for text in ["a", "-a", "_+.", "..."] { #expect(try ContainerID(parsing: text).text == text) }
        for text in ["", ".", "..", "a/b", "a b", "a\u{0}"] {
            #expect(throws: NameError.self) { try ContainerID(parsing: text) }
        }
        #expect(try ContainerID(parsing: String(repeating: "0f", count: 32)).isGenerated)
    }
}
