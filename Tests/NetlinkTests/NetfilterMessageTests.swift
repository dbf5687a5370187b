import Netlink
import Testing

/// The bytes are what nft(8) 1.0.6 sends for the same rules, without the set numbers that only its own batch knows.
@Suite struct NetfilterMessageTests {
    private let table = TableSelector(.inet, "apus")

    /// The messages of a batch between its first and its last, flags and numbers as made.
    private func inner(_ build: (inout NetfilterBatch) -> Void) -> String {
        var batch = NetfilterBatch()
        build(&batch)
        let bytes = batch.finished().bytes
        return dumped(bytes.dropFirst(20).dropLast(20))
    }

    @Test func `a batch begins and ends, and the last change is acknowledged`() {
        var batch = NetfilterBatch()
        batch.addTable(table)
        #expect(
            dumped(batch.finished().bytes)
                == dumped(
                    hexadecimal(
                        """
                        14 00 00 00 10 00 01 00 00 00 00 00 00 00 00 00 00 00 00 0a
                        28 00 00 00 00 0a 05 04 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 08 00 02 00 00 00 00 00
                        14 00 00 00 11 00 01 00 00 00 00 00 00 00 00 00 00 00 00 0a
                        """)))
    }

    @Test func `a chain at a hook`() {
        let bytes = inner { $0.addChain("postrouting", in: table, type: "nat", hook: .postrouting, priority: 100) }
        #expect(
            bytes
                == dumped(
                    hexadecimal(
                        """
                        54 00 00 00 03 0a 05 04 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 10 00 03 00 70 6f 73 74 72 6f 75 74 69 6e 67 00
                        08 00 07 00 6e 61 74 00 08 00 05 00 00 00 00 01 14 00 04 80 08 00 01 00
                        00 00 00 04 08 00 02 00 00 00 00 64
                        """)))
    }

    @Test func `a set of ranges, and a range in it`() throws {
        let subnet = try #require(IPv4Subnet("10.87.0.0/16"))
        let bytes = inner {
            $0.addSet(NetfilterSet("subnets", key: [.ipv4Address], isInterval: true), in: table)
            $0.addElements(NetfilterElement.range(subnet), to: "subnets", in: table)
        }
        #expect(
            bytes
                == dumped(
                    hexadecimal(
                        """
                        58 00 00 00 09 0a 01 04 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 0c 00 02 00 73 75 62 6e 65 74 73 00 08 00 03 00
                        00 00 00 04 08 00 04 00 00 00 00 07 08 00 05 00 00 00 00 04 08 00 0a 00
                        00 00 00 01 0a 00 0d 00 00 04 02 00 00 00 00 00
                        58 00 00 00 0c 0a 05 04 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 0c 00 02 00 73 75 62 6e 65 74 73 00 2c 00 03 80
                        10 00 01 80 0c 00 01 80 08 00 01 00 0a 57 00 00
                        18 00 01 80 08 00 03 00 00 00 00 01 0c 00 01 80 08 00 01 00 0a 58 00 00
                        """)))
    }

    @Test func `a map of concatenations, and an element of it`() {
        let element = NetfilterElement(
            NetfilterSet.joined([[192, 0, 2, 2], [6], [0x1F, 0x90]]),
            value: NetfilterSet.joined([[10, 87, 0, 2], [0, 80]]))
        let bytes = inner { $0.addElements([element], to: "ports_at", in: table) }
        #expect(
            bytes
                == dumped(
                    hexadecimal(
                        """
                        5c 00 00 00 0c 0a 05 04 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 0d 00 02 00 70 6f 72 74 73 5f 61 74 00 00 00 00
                        2c 00 03 80 28 00 01 80 14 00 01 80 10 00 01 00
                        c0 00 02 02 06 00 00 00 1f 90 00 00 10 00 02 80 0c 00 01 00 0a 57 00 02
                        00 50 00 00
                        """)))
    }

    @Test func `established connections are accepted`() {
        let bytes = inner {
            $0.addRule(
                [
                    .connection(.state), .mask(with: [6, 0, 0, 0]), .compare(isNot: true, to: [0, 0, 0, 0]),
                    .verdict(.accept),
                ], to: "forward", in: table)
        }
        #expect(
            bytes
                == dumped(
                    hexadecimal(
                        """
                        f0 00 00 00 06 0a 05 0c 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 0c 00 02 00 66 6f 72 77 61 72 64 00 c4 00 04 80
                        20 00 01 80 07 00 01 00 63 74 00 00 14 00 02 80 08 00 02 00 00 00 00 00
                        08 00 01 00 00 00 00 01 44 00 01 80 0c 00 01 00 62 69 74 77 69 73 65 00
                        34 00 02 80 08 00 01 00 00 00 00 01 08 00 02 00 00 00 00 01 08 00 03 00
                        00 00 00 04 0c 00 04 80 08 00 01 00 06 00 00 00 0c 00 05 80 08 00 01 00
                        00 00 00 00 2c 00 01 80 08 00 01 00 63 6d 70 00 20 00 02 80 08 00 01 00
                        00 00 00 01 08 00 02 00 00 00 00 01 0c 00 03 80 08 00 01 00 00 00 00 00
                        30 00 01 80 0e 00 01 00 69 6d 6d 65 64 69 61 74 65 00 00 00 1c 00 02 80
                        08 00 01 00 00 00 00 00 10 00 02 80 0c 00 02 80 08 00 01 00 00 00 00 01
                        """)))
    }

    @Test func `a local port leads where a map says`() {
        let bytes = inner {
            $0.addRule(
                [
                    .destinationKind(), .compare(to: [2, 0, 0, 0]), .meta(.transportProtocol),
                    .payload(.transport, offset: 2, length: 2, into: 9), .lookup(set: "ports", into: 1),
                    .translate(.destination, .ipv4, address: 1, port: 9),
                ], to: "output", in: table)
        }
        // nft names the set by its number too: 8 bytes more in the rule, its expressions, the expression and its data.
        #expect(
            bytes
                == dumped(
                    hexadecimal(
                        """
                        3c 01 00 00 06 0a 05 0c 00 00 00 00 00 00 00 00 01 00 00 00 09 00 01 00
                        61 70 75 73 00 00 00 00 0b 00 02 00 6f 75 74 70 75 74 00 00 10 01 04 80
                        28 00 01 80 08 00 01 00 66 69 62 00 1c 00 02 80 08 00 03 00 00 00 00 02
                        08 00 02 00 00 00 00 03 08 00 01 00 00 00 00 01 2c 00 01 80 08 00 01 00
                        63 6d 70 00 20 00 02 80 08 00 01 00 00 00 00 01 08 00 02 00 00 00 00 00
                        0c 00 03 80 08 00 01 00 02 00 00 00 24 00 01 80 09 00 01 00 6d 65 74 61
                        00 00 00 00 14 00 02 80 08 00 02 00 00 00 00 10 08 00 01 00 00 00 00 01
                        34 00 01 80 0c 00 01 00 70 61 79 6c 6f 61 64 00 24 00 02 80 08 00 01 00
                        00 00 00 09 08 00 02 00 00 00 00 02 08 00 03 00 00 00 00 02 08 00 04 00
                        00 00 00 02 30 00 01 80 0b 00 01 00 6c 6f 6f 6b 75 70 00 00 20 00 02 80
                        08 00 02 00 00 00 00 01 08 00 03 00 00 00 00 01 0a 00 01 00 70 6f 72 74
                        73 00 00 00 30 00 01 80 08 00 01 00 6e 61 74 00
                        24 00 02 80 08 00 01 00 00 00 00 01 08 00 02 00 00 00 00 02 08 00 03 00
                        00 00 00 01 08 00 05 00 00 00 00 09
                        """)))
    }
}
