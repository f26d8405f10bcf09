import { CfnOutput, type Stack } from 'aws-cdk-lib'

/** A value that the command line looks up by its name. */
export const output = (stack: Stack, name: string, value: string, description: string): CfnOutput =>
  new CfnOutput(stack, name, { value, description })
