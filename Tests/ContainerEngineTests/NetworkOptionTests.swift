import Testing

@testable import ContainerEngine

@Suite struct NetworkOptionTests {
    @Test func `networks are read as podman and docker write them`() throws {
        #expect(try NetworkOption(parsing: "bridge").mode == "bridge")
        #expect(try NetworkOption(parsing: "bridge:ip=10.87.0.9,mac=02:00:00:00:00:01").macAddress == "02:00:00:00:00:01")
        let listed = try NetworkOption(parsing: "name=bridge,ip=10.87.0.9")
        #expect(listed.mode == "bridge" && listed.address == "10.87.0.9")
        #expect(try NetworkOption(parsing: "container:name=odd").mode == "container:name=odd")
        #expect(try NetworkOption(parsing: "pasta:--mtu,1400").mode == "pasta:--mtu,1400")
        #expect(try NetworkOption(parsing: "ns:/proc/1/ns/net").mode == "ns:/proc/1/ns/net")
    }

    @Test(arguments: ["bridge:", "bridge:ip", "bridge:ip=", "bridge:what=1", "bridge:alias=x", "bridge:name=x", "host:a=b", "ip=1.2.3.4"])
    func `network options that cannot be kept are refused`(_ text: String) {
        #expect(throws: EngineError.self) { _ = try NetworkOption(parsing: text) }
    }

    @Test func `exposed ports are numbers with a protocol`() throws {
        #expect(try ExposedPorts.parse("80,100-102/UDP") == ["80/tcp", "100/udp", "101/udp", "102/udp"])
        for text in ["", "abc", "0", "65536", "9-3", "80/what", "1-2-3", "-1"] {
            #expect(throws: EngineError.self) { _ = try ExposedPorts.parse(text) }
        }
    }
}
