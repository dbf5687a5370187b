import Netlink
import Testing

/// The bytes are what ip(8) of iproute2 6.1 sends, with sequence numbers and acknowledgement flags cleared and, where it says the same in another
/// order, our order.
@Suite struct RouteMessageTests {
    @Test func `a bridge is asked for as ip does`() {
        var buffer = MessageBuffer()
        buffer.createBridge("apus0")
        #expect(
            buffer.bytes
                == hexadecimal(
                    """
                    3c 00 00 00 10 00 01 06 00 00 00 00 00 00 00 00
                    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                    0a 00 03 00 61 70 75 73 30 00 00 00 10 00 12 00
                    0a 00 01 00 62 72 69 64 67 65 00 00
                    """))
    }

    @Test func `a veth is born with its peer in another namespace`() {
        var buffer = MessageBuffer()
        buffer.createVeth(
            "veth0", LinkChange(up: true, mtu: 1400, master: 2), peer: "eth0",
            LinkChange(mtu: 1400, hardwareAddress: HardwareAddress("02:42:0a:57:00:02"), namespace: .process(0xd5a)))
        #expect(
            dumped(buffer.bytes)
                == dumped(
                    hexadecimal(
                        """
                        88 00 00 00 10 00 01 06 00 00 00 00 00 00 00 00
                        00 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00
                        08 00 04 00 78 05 00 00 08 00 0a 00 02 00 00 00
                        0a 00 03 00 76 65 74 68 30 00 00 00 4c 00 12 00
                        08 00 01 00 76 65 74 68 40 00 02 00 3c 00 01 00
                        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                        0a 00 01 00 02 42 0a 57 00 02 00 00 08 00 04 00
                        78 05 00 00 08 00 13 00 5a 0d 00 00 09 00 03 00
                        65 74 68 30 00 00 00 00
                        """)))
    }

    @Test func `hairpin mode is set on a port`() {
        var buffer = MessageBuffer()
        buffer.changeLink(.index(3), LinkChange(hairpin: true))
        #expect(
            dumped(buffer.bytes)
                == dumped(
                    hexadecimal(
                        """
                        40 00 00 00 10 00 01 00 00 00 00 00 00 00 00 00
                        00 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00
                        20 00 12 00 10 00 04 00 62 72 69 64 67 65 5f 73
                        6c 61 76 65 0c 00 05 00 05 00 04 00 01 00 00 00
                        """)))
    }

    @Test func `a link gets no address of its own`() {
        var buffer = MessageBuffer()
        buffer.changeLink(.index(3), LinkChange(linkLocal: false))
        #expect(
            dumped(buffer.bytes)
                == dumped(
                    hexadecimal(
                        """
                        30 00 00 00 10 00 01 00 00 00 00 00 00 00 00 00
                        00 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00
                        10 00 1a 00 0c 00 0a 00 05 00 08 00 01 00 00 00
                        """)))
    }

    @Test func `a link is changed, moved and deleted`() {
        var buffer = MessageBuffer()
        buffer.changeLink(
            .index(2), LinkChange(up: true, mtu: 1400, hardwareAddress: HardwareAddress("02:42:0a:57:00:01")))
        buffer.changeLink(.index(3), LinkChange(namespace: .process(0xd5a)))
        buffer.deleteLink(.index(2))
        #expect(
            dumped(buffer.bytes)
                == dumped(
                    hexadecimal(
                        """
                        34 00 00 00 10 00 01 00 00 00 00 00 00 00 00 00
                        00 00 00 00 02 00 00 00 01 00 00 00 01 00 00 00
                        0a 00 01 00 02 42 0a 57 00 01 00 00 08 00 04 00 78 05 00 00
                        28 00 00 00 10 00 01 00 00 00 00 00 00 00 00 00
                        00 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00
                        08 00 13 00 5a 0d 00 00
                        20 00 00 00 11 00 01 00 00 00 00 00 00 00 00 00
                        00 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
                        """)))
    }

    @Test func `addresses are asked for as ip does`() throws {
        var buffer = MessageBuffer()
        buffer.addAddress(
            InterfaceAddress(interface: 2, address: .version4(IPv4Address(10, 87, 0, 1)), prefixLength: 16))
        buffer.addAddress(
            InterfaceAddress(interface: 2, address: try #require(IPAddress("fd00:1::1")), prefixLength: 64))
        #expect(
            dumped(buffer.bytes)
                == dumped(
                    hexadecimal(
                        """
                        30 00 00 00 14 00 01 06 00 00 00 00 00 00 00 00
                        02 10 00 00 02 00 00 00 08 00 02 00 0a 57 00 01
                        08 00 04 00 0a 57 ff ff 08 00 01 00 0a 57 00 01
                        40 00 00 00 14 00 01 06 00 00 00 00 00 00 00 00
                        0a 40 02 00 02 00 00 00 14 00 02 00 fd 00 00 01
                        00 00 00 00 00 00 00 00 00 00 00 01 14 00 01 00
                        fd 00 00 01 00 00 00 00 00 00 00 00 00 00 00 01
                        """)))
    }

    @Test func `routes are asked for as ip does`() throws {
        var buffer = MessageBuffer()
        buffer.addRoute(Route(.anywhere4, gateway: IPAddress("10.87.0.9"), interface: 2))
        buffer.addRoute(Route(.subnet4(try #require(IPv4Subnet("10.99.0.0/16"))), interface: 2))
        buffer.getRoute(to: .version4(IPv4Address(10, 87, 0, 5)))
        #expect(
            dumped(buffer.bytes)
                == dumped(
                    hexadecimal(
                        """
                        2c 00 00 00 18 00 01 06 00 00 00 00 00 00 00 00
                        02 00 00 00 fe 03 00 01 00 00 00 00 08 00 05 00
                        0a 57 00 09 08 00 04 00 02 00 00 00
                        2c 00 00 00 18 00 01 06 00 00 00 00 00 00 00 00
                        02 10 00 00 fe 03 fd 01 00 00 00 00 08 00 01 00
                        0a 63 00 00 08 00 04 00 02 00 00 00
                        24 00 00 00 1a 00 01 00 00 00 00 00 00 00 00 00
                        02 20 00 00 00 00 00 00 00 20 00 00 08 00 01 00
                        0a 57 00 05
                        """)))
    }
}
