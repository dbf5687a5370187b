import OCISpecification
import Testing

@testable import ControlGroups

/// Runs a device program as the kernel would.
private func run(_ program: [UInt64], kind: UInt32, major: UInt32, minor: UInt32, access: UInt32) -> UInt64 {
    var registers = [UInt64](repeating: 0, count: 11)
    let context = [access << 16 | kind, major, minor]
    var at = 0
    while true {
        let instruction = program[at]
        let target = Int(instruction >> 8 & 15)
        let source = Int(instruction >> 12 & 15)
        let offset = Int(Int16(truncatingIfNeeded: instruction >> 16))
        let constant = UInt32(truncatingIfNeeded: instruction >> 32)
        let wide = UInt64(bitPattern: Int64(Int32(bitPattern: constant)))
        at += 1
        switch instruction & 0xff {
        case 0x61: registers[target] = UInt64(context[offset / 4])
        case 0xbc: registers[target] = registers[source] & 0xffff_ffff
        case 0xb4: registers[target] = UInt64(constant)
        case 0x74: registers[target] = (registers[target] & 0xffff_ffff) >> UInt64(constant)
        case 0x54: registers[target] &= UInt64(constant)
        case 0x55: if registers[target] != wide { at += offset }
        case 0x15: if registers[target] == wide { at += offset }
        case 0x95: return registers[0]
        default: Issue.record("unknown instruction \(String(instruction, radix: 16))"); return 9
        }
    }
}

/// The meaning: each kind of access is decided by the last rule about it.
private func allows(_ rules: [DeviceRule], kind: UInt8, major: UInt32, minor: UInt32, access: UInt8) -> Bool {
    for bit in [UInt8(1), 2, 4] where access & bit != 0 {
        let rule = rules.last {
            ($0.kind == .any || $0.kind.rawValue == kind) && ($0.major == nil || $0.major == major)
                && ($0.minor == nil || $0.minor == minor) && $0.access.rawValue & bit != 0
        }
        if rule?.allows != true { return false }
    }
    return true
}

@Suite struct DeviceTests {
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func chanceRules(_ generator: inout Numbers) -> [DeviceRule] {
        (0..<Int.random(in: 0...8, using: &generator)).map { _ in
            let kind = [DeviceRule.Kind.any, .block, .character, .character].randomElement(using: &generator)!
            return DeviceRule(
                .random(using: &generator), kind,
                kind == .any ? nil : [nil, 1, 2].randomElement(using: &generator)!,
                kind == .any ? nil : [nil, 3, 4].randomElement(using: &generator)!,
                DeviceRule.Access(rawValue: .random(in: 1...7, using: &generator)))
        }
    }

    private func forAll(_ body: (UInt8, UInt32, UInt32, UInt8) -> Void) {
        for kind in [UInt8(1), 2] {
            for major in UInt32(1)...3 {
                for minor in UInt32(3)...5 { for access in UInt8(1)...7 { body(kind, major, minor, access) } }
            }
        }
    }

    @Test func `the program decides each access by the last rule about it`() {
        var generator = Numbers(state: 1)
        for _ in 0..<400 {
            let rules = chanceRules(&generator)
            let program = DeviceFilter.compile(rules)
            forAll { kind, major, minor, access in
                let answer = run(
                    program, kind: UInt32(kind), major: major, minor: minor, access: UInt32(access))
                let wanted = allows(rules, kind: kind, major: major, minor: minor, access: access)
                if answer != (wanted ? 1 : 0) { Issue.record("\(rules.map { ($0.allows, $0.text) })") }
            }
        }
    }

    @Test func `what version 1 can express means the same`() {
        var generator = Numbers(state: 2)
        var expressed = 0
        for _ in 0..<600 {
            let rules = chanceRules(&generator)
            guard let exceptions = try? DeviceExceptions(rules) else { continue }
            expressed += 1
            forAll { kind, major, minor, access in
                // Version 1 asks about each access alone; an exception is of the contrary of the default.
                var granted = true
                for bit in [UInt8(1), 2, 4] where access & bit != 0 {
                    let hit = exceptions.list.contains {
                        $0.kind.rawValue == kind && ($0.major == nil || $0.major == major)
                            && ($0.minor == nil || $0.minor == minor) && $0.access.rawValue & bit != 0
                    }
                    if hit == exceptions.allowsByDefault { granted = false }
                }
                let wanted = allows(rules, kind: kind, major: major, minor: minor, access: access)
                // Nothing is allowed before the first rule.
                if granted != wanted { Issue.record("\(rules.map { ($0.allows, $0.text) })") }
            }
        }
        #expect(expressed > 300)
    }

    @Test func `rules are read as the specification writes them`() throws {
        #expect(try DeviceRule(LinuxDeviceCgroup(allow: false, access: "rwm")).text == "a *:* rwm")
        #expect(try DeviceRule(LinuxDeviceCgroup(allow: false, access: "rwm")).isTotal)
        #expect(
            try DeviceRule(LinuxDeviceCgroup(allow: true, type: "c", major: 1, minor: -1, access: "m")).text
                == "c 1:* m")
        #expect(try DeviceRule(LinuxDeviceCgroup(allow: true, type: "b", major: 8, minor: 0)).text == "b 8:0 rwm")
        for wrong in [
            LinuxDeviceCgroup(allow: true, type: "p"), LinuxDeviceCgroup(allow: true, type: "c", major: -2),
            LinuxDeviceCgroup(allow: true, type: "c", access: "rx"),
        ] { #expect(throws: ControlGroupError.self) { try DeviceRule(wrong) } }
    }

    @Test func `the usual rules of a container are a short list`() throws {
        let access = try DeviceAccess([LinuxDeviceCgroup(allow: false, access: "rwm")], defaults: DeviceRule.defaults)
        let exceptions = try DeviceExceptions(access.rules)
        #expect(!exceptions.allowsByDefault)
        #expect(
            exceptions.list.map { $0.text } == [
                "c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm",
                "c 5:2 rwm", "c 136:* rwm", "c 10:200 rwm",
            ])
    }
}
