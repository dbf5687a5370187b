import Testing

@testable import RegistryAccess

struct ChallengeTests {
    @Test func `a bearer challenge gives realm, service and scope`() {
        let found = AuthenticationChallenge.parse([
            #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io","#
                + #"scope="repository:a/b:pull,push""#
        ])
        #expect(found.count == 1)
        #expect(found.first?.scheme == "bearer")
        #expect(found.first?.parameters["realm"] == "https://auth.docker.io/token")
        #expect(found.first?.parameters["service"] == "registry.docker.io")
        #expect(found.first?.parameters["scope"] == "repository:a/b:pull,push")
    }

    @Test func `several challenges stand in one line or in several`() {
        let found = AuthenticationChallenge.parse([
            #"Negotiate, Basic realm="a \"b\" c", Bearer realm=x , service = y"#, "Digest realm=z",
        ])
        #expect(found.map(\.scheme) == ["negotiate", "basic", "bearer", "digest"])
        #expect(found[1].parameters["realm"] == #"a "b" c"#)
        #expect(found[2].parameters == ["realm": "x", "service": "y"])
    }

    @Test func `an opaque token belongs to its scheme`() {
        let found = AuthenticationChallenge.parse(["Negotiate YWJj/ZGVm==, Basic realm=r"])
        #expect(found.map(\.scheme) == ["negotiate", "basic"])
        #expect(found.first?.parameters["token68"] == "YWJj/ZGVm==")
    }

    @Test(arguments: ["", ",,,", "Bearer realm=\"", "=", "Bearer realm", "\u{1}\u{2}"])
    func `nonsense is survived`(_ line: String) {
        for challenge in AuthenticationChallenge.parse([line]) { #expect(challenge.parameters["realm"] == nil) }
    }

    @Test func `the first of two equal parameters counts`() {
        let found = AuthenticationChallenge.parse([#"Bearer realm="https://good", realm="https://evil""#])
        #expect(found.first?.parameters["realm"] == "https://good")
    }
}
