import Linux
import Testing

@testable import Seccomp

@Suite struct TableTests {
    @Test func `names are sorted, so that each is found again`() {
        let names = SystemCallTable.names
        #expect(names.count > 490)
        for (index, name) in names.enumerated() {
            if index > 0 { #expect(Array(names[index - 1].utf8).lexicographicallyPrecedes(Array(name.utf8))) }
            #expect(SystemCallTable.row(of: name) != nil)
            #expect(SystemCallArchitecture.allCases.contains { SystemCallTable.number(of: name, on: $0) != nil })
        }
        for unknown in ["", "a", "zzz", "rea", "readx", "read ", String(repeating: "x", count: 100), "écrire"] {
            #expect(SystemCallTable.row(of: unknown) == nil)
        }
    }

    @Test func `numbers are those of each architecture`() {
        #expect(SystemCallTable.number(of: "read", on: .x86_64) == 0)
        #expect(SystemCallTable.number(of: "read", on: .x86) == 3)
        #expect(SystemCallTable.number(of: "read", on: .x32) == 0x4000_0000)
        #expect(SystemCallTable.number(of: "read", on: .aarch64) == 63)
        #expect(SystemCallTable.number(of: "open", on: .aarch64) == nil)
        #expect(SystemCallTable.number(of: "set_tls", on: .arm) == 0xf0005)
        #expect(SystemCallTable.number(of: "read", on: .s390x) == 3)
        #expect(SystemCallTable.number(of: "readv", on: .x32) == UInt32(0x4000_0203))
        #expect(SystemCallTable.number(of: "riscv_flush_icache", on: .riscv64) == 259)
        #expect(SystemCallTable.number(of: "writev", on: .arm) == 146)
    }

    @Test func `numbers of one architecture differ`() {
        for architecture in SystemCallArchitecture.allCases {
            var seen: [UInt32: String] = [:]
            for name in SystemCallTable.names {
                guard let number = SystemCallTable.number(of: name, on: architecture) else { continue }
                if let other = seen[number] {
                    // Two names that the headers give one number.
                    #expect(
                        Set([name, other]) == ["arm_sync_file_range", "sync_file_range2"]
                            || Set([name, other]) == ["umount", "umount2"]
                            || Set([name, other]) == ["fadvise64", "fadvise64_64"],
                        "\(architecture) \(number): \(name), \(other)")
                }
                seen[number] = name
            }
        }
    }

    /// The header of this machine's kernel, where it is installed.
    private static let header = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"

    @Test(.enabled(if: (try? exists(header)) == true)) func `the table has all calls of the kernel's header`() throws {
        let text = String(decoding: try readFile(Self.header), as: UTF8.self)
        var count = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, fields[0] == "#define", fields[1].hasPrefix("__NR_"),
                let number = UInt32(fields[2])
            else { continue }
            count += 1
            #expect(SystemCallTable.number(of: String(fields[1].dropFirst(5)), on: .x86_64) == number)
        }
        #expect(count > 300)
    }
}
