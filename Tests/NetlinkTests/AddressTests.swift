import Netlink
import Testing

@Suite struct AddressTests {
    @Test func `IPv4 addresses are read and written`() {
        #expect(IPv4Address("10.87.0.1")?.bytes == [10, 87, 0, 1])
        #expect(IPv4Address("255.255.255.255")?.description == "255.255.255.255")
        for text in ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "010.1.1.1", "1..2.3", "1.2.3.4 ", "a.b.c.d", "1.2.3."] {
            #expect(IPv4Address(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("fe80::1", "fe80::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1::8", "1::8"), ("1:0:3::", "1:0:3::"),
        ("::ffff:10.0.0.1", "::ffff:a00:1"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
    ])
    func `IPv6 addresses are read and written`(text: String, canonical: String) {
        let address = IPv6Address(text)
        #expect(address?.description == canonical)
        #expect(address.flatMap { IPv6Address(bytes: $0.bytes) } == address)
    }

    @Test(arguments: [
        "", ":", ":::", "1:2", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "::1%eth0", "1:2:3:4:5:6:7::8:", "+1::",
    ])
    func `what is no IPv6 address is refused`(text: String) {
        #expect(IPv6Address(text) == nil)
    }

    @Test func `subnets know their ends and what overlaps`() throws {
        let subnet = try #require(IPv4Subnet("10.87.3.9/16"))
        #expect(subnet.description == "10.87.0.0/16")
        #expect(subnet.last == IPv4Address(10, 87, 255, 255))
        #expect(subnet.contains(IPv4Address(10, 87, 4, 4)) && !subnet.contains(IPv4Address(10, 88, 0, 0)))
        #expect(try subnet.overlaps(#require(IPv4Subnet("10.0.0.0/8"))))
        #expect(try !subnet.overlaps(#require(IPv4Subnet("10.88.0.0/16"))))
        #expect(try #require(IPv4Subnet("0.0.0.0/0")).last.value == .max)
        #expect(IPv4Subnet("10.0.0.0/33") == nil && IPv4Subnet("10.0.0.0") == nil && IPv4Subnet("10.0.0.0/+8") == nil)
        #expect(IPv6Subnet("fd00:1::9/64")?.last.description == "fd00:1::ffff:ffff:ffff:ffff")
        #expect(IPv6Subnet("::/0")?.last.description == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
    }

    @Test func `hardware addresses follow the IPv4 address`() {
        #expect(HardwareAddress(for: IPv4Address(10, 87, 0, 2)).description == "02:42:0a:57:00:02")
        #expect(HardwareAddress("02-42-0A-57-00-02") == HardwareAddress(for: IPv4Address(10, 87, 0, 2)))
        #expect(HardwareAddress("02:42:0a:57:00") == nil && HardwareAddress("2:42:0a:57:00:02") == nil)
        #expect(HardwareAddress("01:00:5e:00:00:01")?.isUnicast == false)
    }
}
