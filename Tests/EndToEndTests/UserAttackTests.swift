import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Users of images that are not who they seem to be.
    @Suite struct UserAttacks {
        @Test func `a number is never looked up as a name, and no entry leads to root by overflow`() throws {
            try withSandbox { box in
                try box.check(
                    """
                    mkdir fs && tar -xOf \(Fixtures.busybox) $(tar -tf \(Fixtures.busybox) | grep 'tar$') | tar -xC fs
                    printf '1000:x:0:0:::\\nghost:x:4294967295:0:::\\nwrap:x:4294967296:0:::\\nminus:x:-1:0:::\\nodd:x:1e3:0:::\\n' >> fs/etc/passwd
                    tar -C fs -c . | apus import - localhost/users:1 > /dev/null
                    """)
                if TestedEngine.isOurs { try box.check("apus run --rm --network none -u 1000 localhost/users:1 id -u", is: "1000") }
                for user in ["ghost", "wrap", "minus", "odd", "4294967295", "4294967296", "-1"] {
                    let result = try box.run("apus run --rm --network none -u \(user) localhost/users:1 id -u")
                    #expect(result.code != 0 && result.text == "", "\(user): \(result.report)")
                }
                try box.check("tar -C fs -c . | apus import --change 'USER 4294967296' - localhost/users:2 > /dev/null")
                let result = try box.run("apus run --rm --network none localhost/users:2 id -u")
                #expect(result.code != 0 && result.text == "", "\(result.report)")
            }
        }
    }
}
